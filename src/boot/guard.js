// The first script of the page, in the oldest JavaScript there is: where a later script cannot be parsed, or
// is not let run, this one still says so instead of leaving an empty page.
(function () {
  var reason;
  var boot = {
    // Set by page.js, which from then on answers for what goes wrong.
    taken: false,
    fail: function (error) {
      document.body.setAttribute("data-phase", "failed");
      document.getElementById("app").hidden = true;
      document.getElementById("tg-reason").textContent = String((error && error.message) || error || "unknown");
      document.getElementById("tg-failed").hidden = false;
    },
  };
  window.trailglassBoot = boot;
  // Only remembered: an error can be that of a browser's extension, and the page starts all the same.
  window.addEventListener("error", function (event) {
    reason = reason || event.message;
  });
  window.addEventListener("load", function () {
    if (!boot.taken) boot.fail(reason || "the browser did not run a script of this page");
  });
})();
