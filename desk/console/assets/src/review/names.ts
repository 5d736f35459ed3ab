/** The other topic: its field says in words which one was typed, and typing chooses it. */

export function installNames(): void {
  const field = document.querySelector<HTMLInputElement>("[data-other]");
  const told = document.querySelector<HTMLOutputElement>("[data-named]");
  const choice = document.querySelector<HTMLInputElement>('[name=choice][data-key="t"]');
  if (!field || !told || !choice) return;
  const options = [...(field.list?.options ?? [])];
  const say = () => {
    told.value = options.find((option) => option.value === field.value)?.textContent ?? "";
  };
  field.addEventListener("input", () => {
    choice.checked = true;
    // Who types the question's own words means its topic.
    const meant = options.find((option) => option.textContent === field.value.trim());
    if (meant) field.value = meant.value;
    say();
  });
  choice.addEventListener("click", () => field.focus());
  say();
}
