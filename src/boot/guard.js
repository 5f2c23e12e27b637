// The first script of the page, in the oldest JavaScript there is: where a later script cannot even be parsed,
// this one still says so instead of leaving an empty page.
(function () {
  function fail(reason) {
    document.body.setAttribute("data-phase", "failed");
    document.getElementById("app").hidden = true;
    document.getElementById("tg-reason").textContent = String((reason && reason.message) || reason || "unknown");
    document.getElementById("tg-failed").hidden = false;
  }
  window.trailglassBoot = { fail: fail };
  // Once the app stands it has set another phase, and answers for its own errors.
  window.addEventListener("error", function (event) {
    if (document.body.getAttribute("data-phase") === "starting") fail(event.message);
  });
})();
