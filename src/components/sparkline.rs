//! A line without axes: only the shape of counts over time.

use yew::prelude::*;

/// What the line shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Counts, oldest first; nothing is drawn without any.
    pub counts: Vec<u32>,
}

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 26.0;

/// The line, for those who see it: the number beside it says what counts.
#[component]
pub fn Sparkline(props: &Props) -> Html {
    let most = props.counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return html! { <span class="spark" aria-hidden="true"></span> };
    }
    let width = WIDTH / props.counts.len() as f64;
    let bars = props.counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, n)| {
        // What is there is seen, however little it is.
        let height = (f64::from(*n) / f64::from(most) * HEIGHT).max(1.5);
        html! {
            <rect x={format!("{:.1}", i as f64 * width)} y={format!("{:.1}", HEIGHT - height)}
                width={format!("{:.1}", (width - 0.8).max(0.8))} height={format!("{height:.1}")} />
        }
    });
    html! {
        <svg class="spark" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" aria-hidden="true" fill="currentColor">
            {for bars}
        </svg>
    }
}
