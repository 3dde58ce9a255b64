import type { SmsSettings } from "../../api/settings";

/** An inbox for texts as it is before anybody changed it; what is stored stands above this. */
const SMS: SmsSettings = {
  account_sid: "",
  number: "",
  messaging_service_sid: "",
  api_base: "https://api.twilio.com",
  api_key_sid: "",
  stop_text: "",
  start_text: "",
  help_text: "",
  opt_out_managed_by_twilio: true,
  max_segments: 10,
  backfill_minutes: 5,
  status_callback: true,
};

export const withSmsDefaults = (stored: Partial<SmsSettings>): SmsSettings => ({ ...SMS, ...stored });

/** What is entered at Twilio for incoming texts; it may also be the fallback address. */
export const incomingUrl = (origin: string, publicKey: string): string => `${origin}/hooks/sms/${publicKey}`;
