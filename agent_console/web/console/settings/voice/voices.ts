/** Voices of Twilio's that sound well, by language; any other of its list can be typed. */
const VOICES: Record<string, string[]> = {
  en: ["Polly.Joanna-Neural", "Polly.Matthew-Neural", "Polly.Amy-Neural", "Polly.Brian-Neural", "Polly.Olivia-Neural"],
  de: ["Polly.Vicki-Neural", "Polly.Daniel-Neural"],
  tr: ["Polly.Burcu-Neural", "Polly.Filiz"],
  es: ["Polly.Lucia-Neural", "Polly.Sergio-Neural"],
  fr: ["Polly.Lea-Neural", "Polly.Remi-Neural"],
  it: ["Polly.Bianca-Neural", "Polly.Adriano-Neural"],
  nl: ["Polly.Laura-Neural"],
  pl: ["Polly.Ola-Neural"],
  pt: ["Polly.Ines-Neural", "Polly.Camila-Neural"],
  ru: ["Polly.Tatyana", "Polly.Maxim"],
};

export const voicesFor = (language: string): string[] => VOICES[language] ?? [];

/** Languages that are both read out and understood, as Twilio names them; the first five are the console's. */
export const SPEECH_TAGS = [
  "en-US", "en-GB", "de-DE", "tr-TR", "fa-IR", "az-AZ", "ar-AE", "da-DK", "de-AT", "de-CH", "el-GR", "en-AU", "en-IN", "es-ES", "es-MX",
  "fi-FI", "fr-CA", "fr-FR", "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ru-RU", "sv-SE", "uk-UA", "zh-CN",
];
