/* A card is dragged into another column of the board: the same form is sent that its menu would send. */
"use strict";
(() => {
  const { $, all } = window.sila;
  const board = $("[data-board]");
  const form = $("[data-board-form]");
  if (!board || !form) return;
  let moving = null;

  const columnOf = (event) => event.target.closest("[data-stage]");
  const unmark = () => all(".is-target", board).forEach((each) => each.classList.remove("is-target"));

  board.addEventListener("dragstart", (event) => {
    moving = event.target.closest("[data-card]");
    if (!moving) return;
    moving.classList.add("is-moving");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  board.addEventListener("dragend", () => {
    moving?.classList.remove("is-moving");
    moving = null;
    unmark();
  });
  board.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    if (!moving || !column) return;
    event.preventDefault();
    unmark();
    if (!column.contains(moving)) column.classList.add("is-target");
  });
  board.addEventListener("drop", (event) => {
    const column = columnOf(event);
    if (!moving || !column || column.contains(moving)) return;
    event.preventDefault();
    form.action = moving.dataset.url;
    form.elements.stage.value = column.dataset.stage;
    form.requestSubmit();
  });
})();
