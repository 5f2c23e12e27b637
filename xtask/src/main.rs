fn main() -> anyhow::Result<()> {
    xtask::corpus::cli(std::env::args().skip(2))
}
