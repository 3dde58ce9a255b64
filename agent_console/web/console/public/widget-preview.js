// A page like a site's own, on which the settings show the widget as it is stored.
const key = new URLSearchParams(location.search).get("key");
if (key) {
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.async = true;
  script.dataset.parleyKey = key;
  document.body.append(script);
}
