/** Openings by which an answer declines; lower case, straight apostrophes. */
export const REFUSALS: RegExp =
  /\b(?:i (?:can't|cannot|can not|won't|will not|am not able to|am unable to|must decline)|i'm (?:not able to|unable to|not comfortable)|i'm sorry,? but|sorry,? (?:but )?i (?:can't|cannot)|i apologi[sz]e,? but|as an ai|not appropriate to|against my (?:programming|guidelines)|unable to (?:assist|help|provide|fulfil))/

/** Words that soften a claim; lower case. */
export const HEDGES: RegExp =
  /\b(?:may|might|could|perhaps|possibly|probably|likely|seems?|appears?|generally|usually|typically|often|sometimes|it depends|in general|i think|i believe|not sure|unclear)\b/g

/** Words that say sorry; lower case. */
export const APOLOGIES: RegExp = /\b(?:sorry|apologi[sz]e|apologies|unfortunately|regret)\b/g

/** Words that tie an argument together; lower case. */
export const CONNECTIVES: RegExp =
  /\b(?:because|therefore|however|for example|for instance|first|second|third|finally|in addition|in conclusion|overall|moreover|furthermore|additionally)\b/g
