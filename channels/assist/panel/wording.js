/** What the panel calls the API's machine words; a word without an entry is never shown. */

export const WORDING = {
  new_tab: "(new tab)",
  just_now: "just now",
  states: {
    ok: "No open incident is posted",
    degraded: "Slow or failing for some people",
    outage: "Outage posted",
    maintenance: "Maintenance is under way",
    recovering: "Recovering",
    unknown: "Status not known right now",
  },
  incidents: {
    investigating: "being investigated",
    identified: "cause found",
    monitoring: "fixed, being watched",
    resolved: "resolved",
    in_progress: "under way",
  },
  verdicts: {
    "everyone confirmed": "It is on their side. The customer cannot repair it.",
    "everyone likely": "Probably on their side",
    "just_you likely": "Nothing is posted that matches; most likely something local",
    "just_you unconfirmed": "Nothing is posted that matches, which is no proof yet",
    "unknown unconfirmed": "Not clear yet whether it is wider",
    "unknown likely": "Not clear yet whether it is wider",
  },
  results: { worked: "worked", did_not_work: "did not work", cannot_do: "not possible for them", unclear: "tried, result not said" },
  outcomes: {
    answered_steps: "steps offered",
    answered_fact: "answered from the guide",
    answered_status: "told about the service",
    clarify: "asked back",
    greeted: "greeted",
    resolved: "solved",
    declined_off_topic: "off topic",
    declined_not_covered: "not in the guide",
    escalated_requested: "asked for a person",
    escalated_exhausted: "every step tried",
  },
  authors: { user: "Customer", assistant: "Assistant", agent: "Agent", customer: "Customer" },
  channels: { widget: "help page", slack: "Slack", api: "API", terminal: "terminal", assist: "assist", chatwoot: "Chatwoot" },
  origins: { status: "what the status page says", wording: "our own words", model: "reworded by a language model and checked" },
  stale: {
    customer_wrote: "The customer has written since this was suggested.",
    status_changed: "The status page says something else since this was suggested.",
  },
};
