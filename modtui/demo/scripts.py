"""Threads in Arabic and Chinese."""

from modtui.demo.shapes import Flag, Say, Talk

ARABIC = Talk(
    "arabic",
    "ورشة يوم السبت: من يصلح الدراجات الصغيرة؟",
    (
        Say("salma", "عندنا سبع دراجات أطفال تنتظر الإصلاح. من يستطيع أن يأتي قبل العاشرة؟"),
        Say("huda", "أنا أستطيع، ومعي مفاتيح كافية. لكني جديدة وأحتاج إلى من يرشدني."),
        Say(
            "karim",
            "جديدة ولا تعرف شيئاً، لماذا تتعبوننا؟ كل من يضيع وقتنا هكذا غبي.",
            (
                Flag("salma", "كلام جارح لعضوة جديدة تريد المساعدة", "abuse"),
                Flag("huda", "لم أفعل شيئاً", "abuse"),
            ),
        ),
        Say("salma", "كلنا بدأنا يوماً يا <<karim>>. أنا معك يا <<huda>>، تعالي في التاسعة والنصف."),
        Say(
            "huda",
            "شكراً! وصفني أحدهم بأنني «غبي» لكنني أصلحت الفرامل الثلاث اليوم.",
            (Flag("karim", "تكرر الشتيمة", "abuse"),),
        ),
        Say(
            "spam6",
            "ربح مضمون 100% profit تواصل معي الآن DM me on telegram @rabih-fast",
            (Flag("salma", "إعلان مزعج", "spam"),),
            language="ar",
        ),
        Say(
            "karim",
            "اعتذر عن كلامي أمس. سأحضر القهوة للجميع يوم السبت.",
        ),
    ),
    began=31,
    pace=58,
)

ARABIC_ROUTE = Talk(
    "arabic",
    "طريق النهر في الليل",
    (
        Say("huda", "هل طريق النهر مضاء بعد الثامنة؟ أعود من العمل وحدي."),
        Say(
            "karim",
            "اكتبي لي رقم هاتفك وعنوانك هنا وسأرافقك كل ليلة.",
            (Flag("huda", "يطلب رقمي وعنواني أمام الجميع، وهذا يزعجني", "harassment"),),
        ),
        Say("salma", "لا أحد يكتب عنوانه هنا. الطريق مضاء حتى الجسر، وبعده خذي مصباحاً قوياً."),
        Say(
            "salma",
            "الدراجة رقم ‏A-17‏ جاهزة، والسعر 25 € (ليس 52).",
            (Flag("walter", "I can't read this, please check", "other"),),
        ),
    ),
    began=20,
    pace=39,
)

CHINESE = Talk(
    "chinese",
    "周末修车：谁有多余的内胎？",
    (
        Say("lin", "周六的修车摊还缺六条内胎，26寸或者28寸都可以。"),
        Say("mei", "我有两条，补过一次，不漏气。"),
        Say(
            "wei",
            "补过的也好意思拿出来？白痴才会用。",
            (
                Flag("mei", "他骂我", "abuse"),
                Flag("lin", "对新人太不客气了", "abuse"),
            ),
        ),
        Say("lin", "补过的完全可以用。<<mei>>，谢谢你，周六见。"),
        Say(
            "mei",
            "他说“白痴才会用”，那我就当一次白痴吧，反正不漏气。",
            (Flag("wei", "她也说了白痴", "abuse"),),
        ),
        Say(
            "spam1",
            "稳赚不赔，100% profit，加我 telegram，DM me on telegram @zhuan-qian",
            (
                Flag("lin", "广告", "spam"),
                Flag("mei", "", "spam"),
            ),
            language="zh",
        ),
    ),
    began=27,
    pace=44,
)

CHINESE_ROUTE = Talk(
    "chinese",
    "环湖路线：有没有人一起？",
    (
        Say("mei", "周日想环湖一圈，大概六十公里，速度不快。"),
        Say(
            "wei",
            "又是你。上次那么慢，害大家等了半小时。你敢来就等着瞧。",
            (Flag("lin", "<<wei>> 一直针对 <<mei>>", "harassment"),),
        ),
        Say("lin", "慢慢骑才看得到湖。我陪你，<<mei>>。"),
        Say(
            "lin",
            "打死我也不再走那段砂石路了，车架都要散了。",
            (Flag("walter", "“beat me to death”? please look", "threat"),),
        ),
    ),
    began=14,
    pace=31,
)

TALKS = (ARABIC, ARABIC_ROUTE, CHINESE, CHINESE_ROUTE)
