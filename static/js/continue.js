// What waited while Sila asked who it is goes on by itself; without scripts by its button.
const waiting = document.querySelector("[data-go-on]");
if (waiting instanceof HTMLFormElement) {
    // Not requestSubmit(): what comes may be a file, and the page with its button stays.
    waiting.submit();
} else {
    waiting?.click();
}
