/** What the server tells; see `api/insights_schemas.py`. */

/**
 * @typedef {{day: string, counts: Record<string, number>}} Day
 * @typedef {{at: string, state: string, summary: string}} StateChange
 * @typedef {{title: string, started_at: string, resolved_at: string | null}} Band
 * @typedef {{ref: string, at: string, ending: string, sign: string}} Counted
 * @typedef {{definition: string, conversations: number, counts: Record<string, number>, rate: number | null, refs: Counted[]}} Deflection
 * @typedef {{offered: number, worked: number, did_not_work: number, other: number}} Tally
 * @typedef {Tally & {step_id: string, variant: string | null, title: string, by_status: Record<string, Tally>}} Step
 * @typedef {{at: string, ref: string, rating: string, text: string}} Comment
 * @typedef {{counts: Record<string, number>, by_outcome: Record<string, Record<string, number>>, comments: Comment[]}} Feedback
 * @typedef {{p50: number, p95: number}} Spread
 * @typedef {{answers: number, p50: number | null, p95: number | null, days: (Spread & {day: string, answers: number})[], stages: Record<string, Spread>, slowest: string | null}} Seconds
 * @typedef {{shown: number, inserted_as_is: number, edited: number, mean_distance: number | null, copied: number, sent: number, dismissed: number, reasons: Record<string, number>}} Suggestions
 * @typedef {{text: string, before: string, after: string, flipped: boolean}} RerunItem
 * @typedef {{at: string, generation: string, flipped: number, still: number, items: RerunItem[] | null}} Rerun
 * @typedef {{id: string, heading: string, size: number, first_at: string, last_at: string, language: string, examples: string[], reasons: string[], counts: Record<string, number>, nearest: {chunk_id: string, section: string, score: number} | null, covered_at: string | null, since_covered: number, rerun: Rerun | null}} Gap
 * @typedef {{symptom: string, name: string, callers: number, usual: number, raised: boolean}} Warning
 * @typedef {{from: string, to: string, kept_days: number, outcomes: Day[], verdicts: Day[], status_timeline: StateChange[], incidents: Band[], deflection: Deflection, steps: Step[], feedback: Feedback, seconds: Seconds, suggestions: Suggestions, gaps: Gap[], gaps_left_out: number, early_warnings: Warning[]}} Insights
 */

export {};
