// Runs before the first paint, so that a dark console never flashes white. A file of its own because
// the content security policy allows no inline script.
(function () {
  var scheme = "auto";
  try {
    scheme = localStorage.getItem("mantine-color-scheme-value") || "auto";
  } catch (_) {
    /* storage may be forbidden: the system's scheme then */
  }
  if (scheme === "auto") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
