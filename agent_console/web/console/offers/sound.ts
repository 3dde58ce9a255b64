let context: AudioContext | undefined;

/** Two soft notes for an offer, made on the spot: no file to load, nothing for a policy to block. */
export function ring(): void {
  // Before the first click or key a browser allows no sound; asking for it would only log a warning.
  if (!navigator.userActivation.hasBeenActive) return;
  try {
    context ??= new AudioContext();
    const now = context.currentTime;
    [659.25, 880].forEach((frequency, i) => {
      if (!context) return;
      const tone = context.createOscillator();
      const volume = context.createGain();
      const at = now + i * 0.16;
      tone.type = "sine";
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.55);
    });
  } catch {
    // A browser without sound, or one that wants a click first: the card and the notification remain.
  }
}
