"use strict";

/* The little that moves in the demo shop: which product is shown, what is in the basket, and the
   buttons that open the chat by the widget's own programming interface. */

const GOODS = {
  moth: {},
  heron: {
    name: "Heron",
    kind: "Floor lamp on one leg",
    price: "€ 149",
    size: "34 × 152 cm, cable 3 m",
    made: "Steel, brass, cotton",
    story:
      "It stands on one leg, as herons do, and leans a little over your chair. The arm turns all the way round and stays where you leave it.",
  },
  pebble: {
    name: "Pebble",
    kind: "Pendant of blown glass",
    price: "€ 119",
    size: "Ø 28 cm, cord up to 1.5 m",
    made: "Glass, brass, cotton cord",
    story:
      "Blown by mouth, so no two are quite the same. The glass is milky: you see the light and never the bulb.",
  },
  kettle: {
    name: "Early Bird",
    kind: "Enamel kettle, 1.4 litres",
    price: "€ 64",
    size: "22 × 24 cm, 1.4 l",
    made: "Enamelled steel, beech",
    story: "It sings one clear note and then waits politely. For gas, ceramic and induction.",
  },
  blanket: {
    name: "Harbour",
    kind: "Wool blanket, 140 × 200 cm",
    price: "€ 72",
    size: "140 × 200 cm, 900 g",
    made: "Wool, woven in one piece",
    story: "Heavy enough to feel, light enough to carry out to the bench when the evening turns cool.",
  },
  mugs: {
    name: "Second Cup",
    kind: "Two stoneware mugs",
    price: "€ 28",
    size: "0.3 l each",
    made: "Stoneware, clear glaze",
    story: "Thick walls, a wide handle, and room for the second cup, which is the one that counts.",
  },
};

const BASKET = "glimmerwick-basket";

function basket() {
  try {
    return Number(localStorage.getItem(BASKET)) || 0;
  } catch {
    return 0;
  }
}

function showBasket() {
  for (const place of document.querySelectorAll("[data-basket]")) {
    place.textContent = String(basket());
  }
}

function showProduct() {
  const item = new URLSearchParams(location.search).get("item") ?? "moth";
  const product = Object.hasOwn(GOODS, item) ? GOODS[item] : {};
  for (const part of ["name", "kind", "price", "size", "made", "story"]) {
    if (!product[part]) continue;
    for (const place of document.querySelectorAll(`[data-${part}]`)) {
      place.textContent = product[part];
    }
  }
  if (!product.name) return;
  document.querySelector("[data-picture]").src = `pictures/${item}.svg`;
  document.title = `${product.name} · Glimmerwick`;
}

if (document.querySelector("[data-product]")) showProduct();
showBasket();

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-ask]")) window.Parley?.open();
  if (!event.target.closest("[data-add]")) return;
  try {
    localStorage.setItem(BASKET, String(basket() + 1));
  } catch {
    // Storage is forbidden: the basket is forgotten with the page.
  }
  showBasket();
  document.querySelector("[data-said]").textContent = "It is in your basket. (Nothing here is for sale.)";
});
