/** Text with the words searched for marked. */
export function Marked({ text, word }: { text: string; word: string }) {
  const words = word.split(/\s+/).filter((one) => one.length > 1).map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return <>{text}</>;
  return <>{text.split(new RegExp(`(${words.join("|")})`, "giu")).map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}
