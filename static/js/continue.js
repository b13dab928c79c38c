// What waited while Sila asked who it is goes on by itself; without scripts by its button.
const waiting = document.querySelector("[data-go-on]");
if (waiting instanceof HTMLFormElement) {
    waiting.requestSubmit();
} else {
    waiting?.click();
}
