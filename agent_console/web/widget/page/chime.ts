/** A short, soft tone, made on the spot: no sound file, and nothing that a site's media-src could refuse. */
export function chime(): void {
  // Browsers stay silent until the visitor has done something on the page; that is as it should be.
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0.06, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
  [660, 880].forEach((frequency, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * 0.12);
    tone.stop(context.currentTime + 0.5);
    tone.onended = () => void (index === 1 && context.close());
  });
}
