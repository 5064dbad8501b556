/**
 * Words that raise a safety concern, by severity; `!` decides alone. Words alone cannot tell "kill a process" from a threat: what they say is
 * held with little confidence.
 */
export const SAFETY_LEXICON: Readonly<Record<'low' | 'moderate' | 'high', string>> = {
  low: 'fuck! shit! bitch! ass cheat! lie_to steal shoplift! insult! stupid dumb hate drunk porn! sex! nude! naked gamble! weed! marijuana! vape plagiarize! prank spy_on stalk! bully! gossip revenge! cigarette! alcohol slap punch ugly pigs hurt dirty idiot! sue',
  moderate:
    'kill! killing! murder! rob! robbery! hack! hacking! hacker phishing! malware! virus_code gun! weapon! cocaine! heroin! meth! crack_cocaine lsd! mdma! ecstasy drug_dealer! dealer smuggle! fraud! scam! launder! counterfeit! forge! fake_id! blackmail! extort! kidnap! assault! stab! shoot! strangle! poison! torture! suicide! self_harm! racist! racism! sexist! nazi! slur! nigger! faggot! violent violence! abuse! illegal! criminal exploit ddos! password steal_credit! credit_card! burn_down arson! vandalize! counterfeiting! conspiracy hoax! blow_up! explosive! disinformation! dox! break_into! steal! drugs! prostitute! beat_up evade_taxes! embezzle!',
  high: 'bomb! bombing! terrorist! terrorism! genocide! massacre! bioweapon! anthrax! ricin! nerve_gas! sarin! nuclear_weapon! dirty_bomb! child_porn! pedophile! pedophilia! underage! rape! molest! mass_shooting! shoot_up! human_trafficking! ethnic_cleansing! holocaust! school_shooting! assassinate! assassination! behead! groom_a lynch!',
}

/** Words under which the words above are harmless more often than not. */
export const HARMLESS_CONTEXT =
  'python process linux function code movie film game fortnite minecraft novel character history tennis time joke onion recipe garden weeds engine conversation bacteria fictional fiction harry_potter prevent avoid protect safety awareness symptoms treatment definition'
