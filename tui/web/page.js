// Runs before textual.js, which opens this websocket when the page has loaded.
document.getElementById("terminal").dataset.sessionWebsocketUrl =
  location.origin.replace(/^http/, "ws") + "/ws";

// Keys belong to the dashboard from its first picture on, without a click.
new MutationObserver((_, watch) => {
  if (document.body.classList.contains("-first-byte")) {
    watch.disconnect();
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });
