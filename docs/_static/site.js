// What the frame of a page does with JavaScript. Without it the menu and the contents open by checkboxes.
(() => {
  "use strict";

  // The two drawers that slide in on narrow screens: while one is open, the rest of the page is out of reach.
  const drawers = [
    { toggle: "__navigation", drawer: "site-menu", rest: ".skip-to-content, .mobile-header, .main" },
    { toggle: "__toc", drawer: "page-contents", rest: ".skip-to-content, .mobile-header, .sidebar-drawer, .content" },
  ];

  const enhance = ({ toggle: id, drawer: drawerId, rest }) => {
    const toggle = document.getElementById(id);
    const drawer = document.getElementById(drawerId);
    if (!toggle) return;
    // What it is called stands in the page, in the page's language.
    const name = toggle.getAttribute("aria-label");
    toggle.hidden = true;
    if (!drawer) return;
    let opener = null;

    const buttons = [...document.querySelectorAll(`label[for="${id}"]:not(.overlay)`)].map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = label.className;
      button.setAttribute("aria-label", name);
      button.setAttribute("aria-controls", drawerId);
      button.append(...label.childNodes);
      label.replaceWith(button);
      button.addEventListener("click", () => {
        opener = button;
        set(true);
      });
      return button;
    });

    const close = document.createElement("button");
    close.type = "button";
    close.className = "drawer-close";
    close.textContent = drawer.dataset.close;
    close.addEventListener("click", () => set(false));
    drawer.firstElementChild.prepend(close);

    const sync = () => {
      for (const button of buttons) button.setAttribute("aria-expanded", toggle.checked);
      for (const part of document.querySelectorAll(rest)) part.inert = toggle.checked;
    };
    const set = (open, focus = true) => {
      toggle.checked = open;
      sync();
      if (focus) (open ? close : opener)?.focus();
    };

    sync();
    // The shade beside an open drawer is a label of the checkbox.
    toggle.addEventListener("change", () => set(toggle.checked));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && toggle.checked) set(false);
    });
    drawer.addEventListener("click", (event) => {
      if (toggle.checked && event.target.closest("a")) set(false, false);
    });
    // On a wide screen the drawer stands beside the text.
    window.addEventListener("resize", () => {
      if (toggle.checked && getComputedStyle(drawer).position !== "fixed") set(false, false);
    });
  };
  drawers.forEach(enhance);

  // Only a table that scrolls has to be reached.
  const boxes = document.querySelectorAll(".table-wrapper");
  const reach = () => {
    for (const box of boxes) box.tabIndex = box.scrollWidth > box.clientWidth + 1 ? 0 : -1;
  };
  const sizes = new ResizeObserver(reach);
  for (const box of boxes) sizes.observe(box.firstElementChild);
  window.addEventListener("resize", reach);

  // A browser would tick after a reload what was ticked before, perhaps by the patient before.
  window.addEventListener("pageshow", () => {
    for (const box of document.querySelectorAll(".tick input")) box.checked = false;
  });
})();
