/**
 * Words that point to a subject, by subject id; `!` marks words that decide alone, `_` joins two words that must follow each other.
 * Words are compared by stem.
 */
export const SUBJECT_LEXICON: Readonly<Record<string, string>> = {
  anthropology:
    'anthropology! anthropologist! ethnography! kinship tribe tribal ritual indigenous fossil_human hominid! archaeology! archaeologist! artifact',
  history:
    'history historical! historian! century empire! dynasty! medieval! ancient revolution war_of world_war! colonial! civilization! renaissance! treaty! emperor! roman napoleon! pharaoh! confederate! holocaust! genocide',
  linguistics:
    'grammar! grammatical! linguistic! translate! translation! synonym! antonym! verb! noun! adjective! pronoun! etymology! dialect! vocabulary! pronounce! syllable! conjugate! paraphrase! rephrase! sentence idiom! preposition! proofread! spelling! punctuation! tense rewrite language',
  philosophy:
    'philosophy! philosopher! philosophical! ethics! ethical! moral! morality! metaphysics! epistemology! existentialism! kant! nietzsche! plato! socrates! aristotle! utilitarian! deontology! consciousness stoicism! free_will! meaning_of',
  religion:
    'religion! religious! bible! biblical! quran! god church! jesus! christian! christianity! muslim! islam! islamic! hindu! buddhist! buddhism! jewish! judaism! prayer! spiritual! faith mosque! temple',
  economics:
    'economy! economic! economics! inflation! gdp! fiscal! monetary! supply_and demand recession! unemployment! tariff! currency interest_rate! federal_reserve! trade market_price macroeconomic! microeconomic! poverty bonds money_supply!',
  geography:
    'geography! country capital_of! continent! river mountain! latitude! longitude! border map city island! population region located tourist! landmark! desert!',
  'political-science':
    'politics! political! politician! government election! democracy! democratic! republican! president! senate! congress! parliament! vote! voter! party policy_maker minister! communism! socialism! capitalism! fascism! geopolitical! diplomacy! nato! united_nations!',
  psychology:
    'psychology! psychological! psychologist! cognitive! anxiety! depression! therapy therapist! emotion emotional personality! freud! motivation behavior trauma! mental_health! stress self_esteem! placebo! bias memory',
  sociology:
    'sociology! sociologist! society social gender! race racism! discrimination! inequality! demographic! immigrant! immigration! feminism! stereotype! minority culture cultural generation social_media community',
  biology:
    'biology! biological! biologist! cell dna! rna! gene! genetic! genome! protein! species! evolution! photosynthesis! enzyme! bacteria! organism! ecosystem! mitochondria! chromosome! mutation! plant animal mammal! bird insect! neuron! dinosaur! anatomy!',
  chemistry:
    'chemistry! chemical! chemist! molecule! molecular! atom compound! reaction! acid! oxidation! catalyst! periodic_table! ion! bond solvent! polymer titration! stoichiometry! ph element sulfur! sodium! hydrogen! ammonium! carbon_dioxide',
  'earth-sciences':
    'geology! geological! earthquake! volcano! volcanic! tectonic! mineral! sediment! glacier! climate weather hurricane! atmosphere! ocean! meteorology! erosion! seismic!',
  physics:
    'physics! physicist! quantum! relativity! velocity! acceleration! momentum! gravity! gravitational! electron photon! thermodynamics! newton! einstein! entropy! electromagnetic! wavelength! kinetic! friction! superposition! nuclear_fusion! mass force energy',
  'space-sciences':
    'astronomy! astronomer! planet! galaxy! telescope! nasa! orbit! astronaut! spacecraft! mars! lunar! solar_system! black_hole! asteroid! comet! star cosmology! universe moon rocket satellite',
  'computer-sciences':
    'python! javascript! java! code! coding! programming! programmer! algorithm! software! database! sql! html! css! api! function compile! compiler! linux! bash! docker! kubernetes! server! debug! regex! array! json! neural_network! machine_learning! github! git! typescript! react! class_method data_structure! binary_tree! leetcode! blockchain! excel! spreadsheet! gpu! cpu! computer! website! app crypto encryption! cybersecurity! chatgpt! c script! branch',
  logic:
    'logic! logical! syllogism! premise! deduce! deduction! puzzle! riddle! paradox! fallacy! infer inference! true_or! contradiction! therefore statement',
  'system-science':
    'system feedback_loop! cybernetics! complexity_theory! control_theory! simulation! optimization! operations_research! queueing! systems_engineering!',
  agriculture:
    'agriculture! agricultural! farm! farmer! farming! crop! soil! fertilizer! livestock! irrigation! harvest! cattle! seed pesticide! greenhouse!',
  architecture:
    'architecture! architect! architectural! building interior_design! blueprint! facade! floor_plan! furniture! room_design! urban_design! cathedral! skyscraper!',
  business:
    'business! company marketing! startup! entrepreneur! customer! product! sales! brand! investor! investment! invest! stock! revenue! profit! management! manager! employee! resume! cover_letter! job linkedin! advertisement! advertising! hr interview! strategy! corporate! real_estate! accounting! finance! financial! bank! budget! email meeting slogan! seo! consultant!',
  divinity:
    'theology! theologian! sermon! scripture! doctrine! divinity! gospel! clergy! seminary! salvation! eschatology! priest pastor!',
  education:
    'education! educational! teacher! teach! student! classroom! lesson! school! curriculum! university! college! homework! exam! quiz! essay course! pedagogy! tutor! learning_style! lecture! study',
  'chemical-engineering':
    'chemical_engineering! distillation! reactor! refinery! petrochemical! process_engineer! heat_exchanger! mass_transfer! polymerization!',
  'civil-engineering':
    'civil_engineering! bridge! concrete! structural! dam! construction! beam load_bearing! surveying! sewage! pavement! contractor!',
  'electrical-engineering':
    'electrical! circuit! voltage! resistor! transistor! capacitor! amplifier! semiconductor! electronics! arduino! raspberry_pi! signal_processing! antenna! microcontroller! fpga! wire battery vlsi!',
  'mechanical-engineering':
    'mechanical! engine! gear turbine! torque! piston! hydraulics! robot robotics! machinery! cnc! thermofluids! bearing drill',
  'materials-science':
    'alloy! metallurgy! ceramic! composite_material! crystal_structure! tensile! nanomaterial! graphene! polymers! corrosion! steel! tile!',
  environment:
    'environment! environmental! pollution! recycling! renewable! sustainability! sustainable! deforestation! forestry! forest! biodiversity! greenhouse_gas! global_warming! climate_change! conservation! carbon_footprint! wildlife! solar_power! waste',
  'family-and-consumer':
    'parent! parenting! child baby! family! household! wedding! marriage! relationship! dating! boyfriend! girlfriend! husband! wife! pet dog cat home clean laundry! shopping! fashion! clothes! birthday! gift makeup! hair skincare! garden! gardening! toddler! stain!',
  'sport-and-recreation':
    'sport! football! soccer! basketball! baseball! tennis! golf! cricket! olympic! athlete! workout! exercise! gym! yoga! running! marathon! fitness! swim! hiking! camping! game chess! poker! player! team coach! nba! nfl! super_bowl! world_cup! travel! trip! vacation! tourism! video_game! sudoku! hockey!',
  'journalism-and-media':
    'journalism! journalist! news! newspaper! headline! article! media! reporter! broadcast! podcast! youtube! twitter! instagram! facebook! tweet! tiktok! blog! press_release! television! publish influencer! misinformation!',
  law: 'law! legal! lawyer! attorney! court! lawsuit! contract! constitution! constitutional! judge copyright! patent! statute! plaintiff! defendant! crime! criminal! liability! illegal! amendment! sue! jurisdiction! gdpr! agreement tort! police!',
  'library-and-museum':
    'library! librarian! museum! archive! catalogue! exhibition! curator! dewey! bibliography! citation!',
  medicine:
    'medicine! medical! medication! doctor! patient! disease! symptom! diagnosis! treatment! vaccine! cancer! diabetes! surgery! hospital! nurse! drug! health! healthy! diet! vitamin! pain! blood! virus! infection! antibiotic! pregnancy! pregnant! clinical! dentist! heart! sleep calorie! nutrition! covid! headache! weight_loss! aids! physician!',
  'military-sciences':
    'military! army! navy! soldier! weapon! missile! warfare! battle! general_staff! tank! combat! bomb! sniper! marine! air_force! veteran! gun!',
  'social-work':
    'social_work! social_worker! foster_care! domestic_violence! homeless! homelessness! welfare! charity! volunteer! counseling! addiction! nonprofit! abuse!',
  transportation:
    'transportation! traffic! train! airline! airplane! flight! airport! bus! railway! subway! car! vehicle! highway! truck! bicycle! bike! drive driver! parking! tesla! logistics! shipping! cruise!',
  'culinary-arts':
    'recipe! cook! cooking! bake! baking! chef! ingredient! dish! meal! dinner! breakfast! cake! chicken! sauce! restaurant! kitchen! soup! bread! pasta! food! flavor! wine! cocktail! beer! coffee! pizza! dessert! cheese! vegan! menu!',
  literature:
    'literature! literary! novel! poem! poetry! poet! haiku! sonnet! shakespeare! author! fiction! story! character protagonist! narrative! narrator! metaphor! book! fable! limerick! fairy_tale! plot chapter! screenplay! short_story! rhyme! harry_potter! tolkien! limericks!',
  'performing-arts':
    'music! musician! song! lyrics! singer! sing! band album! guitar! piano! dance! theater! theatre! opera! concert! actor! actress! movie! film! comedy! comedian! joke! director! tv_show! netflix! rap! choir! orchestra! melody! chord! disney! hollywood! episode! oscar!',
  'visual-arts':
    'painting! painter! paint! drawing! draw! sculpture! photography! photo! photograph! artist! art! illustration! graphic_design! logo! museum_art mona_lisa! picasso! van_gogh! canvas! color! sketch! animation! anime! camera!',
  mathematics:
    'math! mathematics! mathematical! equation! algebra! geometry! calculus! theorem! integral! derivative! polynomial! fraction! probability! statistics! triangle! prime_number! matrix! vector! arithmetic! multiply! divide! sum! remainder! quadratic! logarithm! perimeter! area_of! percent average! inequality_x solve modulo! permutation! combinatorics! factorial! root',
  'public-administration':
    'public_administration! bureaucracy! municipal! city_council! civil_service! public_policy! public_sector! government_agency! taxation! zoning! permit! census! mayor! tax! fema! passport!',
}
