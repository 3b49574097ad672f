/*
 * What people choose when they are asked for ten characters, most often first. Anything shorter is refused for its
 * length. Words are refused with any digits and signs around them, and with digits for letters (`P@ssw0rd123!`).
 */

const words = `password passwort motdepasse contrasena wachtwoord qwerty qwertz azerty qwertyuiop asdfghjkl zxcvbnm
asdfgh zxcvbn qweasd qweasdzxc qazwsx qazwsxedc admin administrator root user guest test testing tester default changeme
letmein welcome login access secret master superuser temp temporary demo sample example internet computer server
database security iloveyou ilovey loveme lovely lover loveyou forever sunshine princess prince angel angels babygirl
babyboy baby beautiful butterfly chocolate cookie cupcake flower flowers rainbow summer winter spring autumn january
february march april june july august september october november december monday tuesday wednesday thursday friday
saturday sunday football baseball basketball softball hockey soccer tennis golfer golf cricket rugby liverpool chelsea
arsenal manchester manchesterunited barcelona realmadrid juventus bayern lakers yankees cowboys steelers eagles rangers
dragon monkey tiger lion eagle falcon hunter shadow phoenix panther mustang ferrari porsche mercedes corvette camaro
harley yamaha superman batman spiderman ironman captain wolverine pokemon pikachu naruto starwars skywalker startrek
matrix gandalf merlin wizard magic mickey mickeymouse snoopy garfield tinkerbell hellokitty minecraft fortnite roblox
freedom liberty america london paris berlin newyork california texas florida australia canada germany france england
scotland ireland india mexico brazil jesus jesuschrist christ heaven blessed faith grace trinity michael jennifer
jessica michelle ashley amanda daniel andrew anthony matthew joshua jordan charlie thomas robert george william richard
nicole samantha elizabeth patricia alexander alexandra christopher benjamin jonathan nicholas stephanie victoria
danielle melissa heather brandon justin maggie ginger pepper buster bailey killer hacker whatever nothing something
trustno trustnoone starwars batman google facebook instagram youtube linkedin microsoft windows apple iphone android
samsung nintendo playstation career coach coaching cadre business company office work working money dollar million
happy birthday happybirthday family mother father brother sister daughter friend friends bestfriend hello helloworld
goodluck goodmorning fuckyou fuckoff asshole bitch pussy sexy hottie corona covid`

const phrases = `1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u q1w2e3r4t5 q1w2e3r4t5y6
zaq12wsxcde3 zaq1xsw2cde3 zaq1zaq1zaq1 !qaz2wsx3edc !qaz@wsx#edc 1qaz!qaz2wsx 2wsx3edc4rfv qwer1234asdf qwerasdfzxcv
qwe123qwe123 qwe123asd456 asd123asd123 asdf1234asdf abc123abc123 abcd1234abcd abcd1234efgh a1b2c3d4e5 a1b2c3d4e5f6
1a2b3c4d5e 1a2b3c4d5e6f aabbccddee aaabbbcccddd 1122334455 112233445566 11223344556677 1223334444 1112223334
1234554321 123454321012 1234512345 12344321abc 5432154321 123321123321 123123321321 1212121212 1010101010 1020304050
10203040506070 1357913579 1357924680 2468013579 2468101214 1470258369 7894561230 7410852963 1472583690 147258369a
3141592653 3141592654 31415926535 2718281828 1123581321 112358132134 1029384756 0192837465 6655443322 9988776655
123qweasdzxc 1234qwerasdf 123456qwerty 123456abcdef 123456asdfgh 12345qwert 12345asdfg 12345abcde 1234abcd1234
qwerty123456 qwert12345 asdfg12345 zxcvb12345 abcde12345 asdfasdfasdf qwertyqwerty zxcvbnmasdfghjkl asdfghjklqwertyuiop
poiuytrewq lkjhgfdsa mnbvcxzlkj passpasspass mypassword mypassword1 newpassword newpassword1 oldpassword yourpassword
thepassword nopassword password1password passwordpassword thisismypassword thisisapassword enterpassword
correcthorsebatterystaple correct-horse-battery-staple opensesame open-sesame iloveyou4ever
iloveyousomuch iloveyoubaby iloveyou2much ilovejesus iloveme123 ihateyou123 godisgood godisgreat godislove
jesusislord jesuslovesme trustno1trustno1 whatthehell whatthefuck fuckyou2day nevermind letmeinnow letmeinplease
welcomehome welcometo welcome2work changemenow changethis changeit123 iforgotmypassword iforgot123 idontknow idontcare
dontforget remember123 abracadabra supercalifragilisticexpialidocious mississippi antidisestablishmentarianism
administrator1 adminadmin adminpassword rootpassword rootroot123 testpassword testtesttest useruseruser 0p9o8i7u6y
asdf;lkjasdf lovelovelove hahahahaha blahblahblah blablablabla nananananana lalalalala xxxxxxxxxx1 11111111111a`

const commonWords = new Set(words.split(/\s+/))
const commonPhrases = new Set(phrases.split(/\s+/))
const disguises: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

/** Whether somebody who tries what most people choose would find this password. */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase()
  if (commonPhrases.has(lower) || commonWords.has(lower)) return true
  const core = lower.replace(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '')
  return commonWords.has(core) || commonWords.has(core.replace(/[@431!0$57]/g, (sign) => disguises[sign]!))
}
