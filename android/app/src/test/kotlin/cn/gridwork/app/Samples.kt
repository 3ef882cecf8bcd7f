package cn.gridwork.app

import androidx.compose.runtime.Composable
import cn.gridwork.app.screen.BlockedScreen
import cn.gridwork.app.screen.clue.CluesScreen
import cn.gridwork.app.screen.clue.CluesState
import cn.gridwork.app.screen.clue.NewClueScreen
import cn.gridwork.app.screen.clue.NewClueState
import cn.gridwork.app.screen.conflicts.ConflictsScreen
import cn.gridwork.app.screen.conflicts.ConflictsState
import cn.gridwork.app.screen.enrol.EnrolScreen
import cn.gridwork.app.screen.enrol.EnrolState
import cn.gridwork.app.screen.enrol.EnrolStep
import cn.gridwork.app.screen.evidence.CaptureScreen
import cn.gridwork.app.screen.evidence.CaptureState
import cn.gridwork.app.screen.evidence.From
import cn.gridwork.app.screen.evidence.RecordFormState
import cn.gridwork.app.screen.evidence.RecordScreen
import cn.gridwork.app.screen.evidence.ScannedCard
import cn.gridwork.app.screen.evidence.SetScreen
import cn.gridwork.app.screen.evidence.SetState
import cn.gridwork.app.screen.evidence.SetsScreen
import cn.gridwork.app.screen.evidence.SetsState
import cn.gridwork.app.screen.exchange.ExchangeScreen
import cn.gridwork.app.screen.exchange.ExchangeState
import cn.gridwork.app.screen.exchange.Stick
import cn.gridwork.app.screen.exchange.ReturnedScreen
import cn.gridwork.app.screen.exchange.ReturnedState
import cn.gridwork.app.screen.find.FindScreen
import cn.gridwork.app.screen.find.FindState
import cn.gridwork.app.screen.household.Doing
import cn.gridwork.app.screen.household.HouseholdScreen
import cn.gridwork.app.screen.household.HouseholdState
import cn.gridwork.app.screen.household.MergeScreen
import cn.gridwork.app.screen.household.MergeState
import cn.gridwork.app.screen.household.NewHouseholdScreen
import cn.gridwork.app.screen.household.NewHouseholdState
import cn.gridwork.app.screen.household.SplitScreen
import cn.gridwork.app.screen.household.SplitState
import cn.gridwork.app.screen.incidents.IncidentScreen
import cn.gridwork.app.screen.incidents.IncidentsScreen
import cn.gridwork.app.screen.incidents.IncidentsState
import cn.gridwork.app.screen.map.MapScreen
import cn.gridwork.app.screen.map.MapState
import cn.gridwork.app.screen.map.Spot
import cn.gridwork.app.screen.mine.AboutScreen
import cn.gridwork.app.screen.mine.MineScreen
import cn.gridwork.app.screen.mine.MineState
import cn.gridwork.app.screen.mine.OwnDataScreen
import cn.gridwork.app.screen.report.ReportScreen
import cn.gridwork.app.screen.report.ReportState
import cn.gridwork.app.screen.today.TodayScreen
import cn.gridwork.app.screen.today.TodayState
import cn.gridwork.app.screen.unlock.UnlockScreen
import cn.gridwork.app.screen.visit.Sheet
import cn.gridwork.app.screen.visit.VisitScreen
import cn.gridwork.app.screen.visit.VisitState
import cn.gridwork.app.security.Attempt
import cn.gridwork.core.About
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Answered
import cn.gridwork.core.Bearer
import cn.gridwork.core.Category
import cn.gridwork.core.Cell
import cn.gridwork.core.Clue
import cn.gridwork.core.Conflict
import cn.gridwork.core.DueTask
import cn.gridwork.core.Evidence
import cn.gridwork.core.EvidenceCode
import cn.gridwork.core.EvidenceField
import cn.gridwork.core.EvidenceItem
import cn.gridwork.core.EvidenceKind
import cn.gridwork.core.EvidenceRecord
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.Finding
import cn.gridwork.core.FollowUp
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormOption
import cn.gridwork.core.FormPart
import cn.gridwork.core.GridMap
import cn.gridwork.core.Hamlet
import cn.gridwork.core.HandOver
import cn.gridwork.core.HeldPost
import cn.gridwork.core.HeldValue
import cn.gridwork.core.Hit
import cn.gridwork.core.Household
import cn.gridwork.core.Incident
import cn.gridwork.core.Look
import cn.gridwork.core.LastTime
import cn.gridwork.core.MapMark
import cn.gridwork.core.MapPoint
import cn.gridwork.core.Member
import cn.gridwork.core.Officer
import cn.gridwork.core.PastVisit
import cn.gridwork.core.ProblemMark
import cn.gridwork.core.QueueLine
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordState
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.ReturnedSaid
import cn.gridwork.core.ReturnedValue
import cn.gridwork.core.RevealReason
import cn.gridwork.core.SyncState
import cn.gridwork.core.TaskRef
import cn.gridwork.core.ToVerify
import cn.gridwork.core.TodayLine
import java.time.Instant
import java.time.LocalDate

/** States of every screen, with made-up people (示意), for pictures and for what can be measured on them. */
object Samples {
    private const val CLUE = "线索不是证据，要由执法人员另行取证"
    private val at = Instant.parse("2026-10-08T09:40:00Z")
    private val day = LocalDate.of(2026, 10, 8)
    val task = TaskRef("YJ-07", "house-1", 1uL)

    private fun line(n: Int, hamlet: String, head: String, titles: List<String>, due: LocalDate, state: RecordState?) = TodayLine(
        "house-$n", true, head, hamlet,
        titles.mapIndexed { i, title -> DueTask("task-$n-$i", task.copy(target = "house-$n"), title, due, state != null) },
        due, due < day, state ?: RecordState.Draft,
    )

    private val today = TodayState(
        loading = false,
        lines = listOf(
            line(1, "东沟", "白示意", listOf("看火炉", "防寒", "救助"), day.plusDays(1), null),
            line(2, "东沟", "欧阳示意", listOf("看火炉"), day, RecordState.Draft),
            line(3, "西九龙坡", "张示意", listOf("看看老人"), day.minusDays(2), RecordState.Saved),
            line(4, "窑子湾", "李示意", listOf("防寒"), day.plusDays(5), RecordState.Received),
        ),
        more = 12, received = 3, waiting = 2, files = 1, returned = 1, conflicts = 1, listAsOf = at,
    )

    private fun yes(number: Int, words: String) = FormItem(
        number, words, null, Evidence.ProblemPhoto, 1,
        listOf(FormPart(listOf("$number"), "", AnswerKind.YesNo, ProblemMark.Yes, false, false, false, false)),
        listOf("$number.photo"), listOf("$number.skipped"),
    )

    private val form = Form(
        "YJ-07", 1, "看火炉", true, true, "没变化", "示意",
        listOf(
            yes(1, "烟道堵"),
            yes(2, "老人独自在家"),
            FormItem(
                3, "用什么取暖", "一家用几样就点几样", Evidence.None, 1,
                listOf(
                    FormPart(
                        listOf("3"), "", AnswerKind.Multi(listOf(FormOption(1, "煤炉", false, false), FormOption(2, "电暖气", false, false))),
                        null, false, true, false, false,
                    ),
                ),
                emptyList(), emptyList(),
            ),
        ),
    )

    private val visit = VisitState(
        loading = false, sheets = listOf(Sheet(task, form, mapOf("1" to Answer.YesNo(true)), last = LastTime(LocalDate.of(2026, 9, 3), mapOf("1" to "否")))), saved = RecordState.Saved,
        lastYear = listOf(PastVisit("past-1", "火炉和烟道", LocalDate.of(2025, 10, 6), "完成", listOf("换过烟道"))),
    )

    private val findings = listOf(
        Finding(1, "烟道堵，先开窗", FollowUp.Call(listOf("119", "值班室"))),
        Finding(2, "烟道要修", FollowUp.Incident("Y01", 2)),
        Finding(3, "老人独自在家，叫人看着", FollowUp.Tell("村书记")),
        Finding(4, "过几天再看看", FollowUp.Task(3, null)),
    )

    private fun member(n: Int, name: String, relation: Int, age: Int, phone: String) =
        Member("person-$n", name, "", relation, 1 + n % 2, age, phone, 1, 0)

    private val household = Household(
        "house-1", "东沟", "东头第三家", "", "换过烟道",
        listOf(member(1, "白示意", 2, 71, "139****1234"), member(2, "赵示意", 10, 69, ""), member(3, "白小示意", 20, 40, "138****0000")),
        emptyList(), 12, 1, RecordState.Received,
    )

    private val lastYear = listOf(
        PastVisit("past-1", "火炉和烟道", LocalDate.of(2025, 10, 6), "完成", listOf("烟道堵没堵：是", "说明：换过烟道")),
        PastVisit("past-2", "防寒用品", LocalDate.of(2025, 10, 9), "没有变化", emptyList()),
    )

    private val about = About("示意县委", "", "示意备案 7 号", "0471 0000000", "", "示意县信访室", "示意镇", "0471 0000001")

    private val looks = listOf(
        Look("person-1", "白**", at, RevealReason.Visit, listOf("phone")),
        Look("person-9", "", at, RevealReason.Evacuation, listOf("phone")),
    )

    private val merged = listOf(Hit("house-2", "p-2", "欧阳示意", "", "东沟", 1), Hit("house-3", "p-3", "张示意", "", "西九龙坡", 2))

    private val hamlets = listOf("东沟", "西九龙坡", "窑子湾").mapIndexed { i, name -> Hamlet("hamlet-$i", name, "cell", "第1网格") }

    val report = ReportState(
        "雪把进村的路封了",
        listOf("Y06" to "雪阻断路", "Y01" to "火情", "Z02" to "邻里纠纷", "S01" to "断水断电", "H01" to "牲畜进田", "Q01" to "别的").map {
            Category(it.first, it.second, if (it.first == "Y01") listOf("119", "12119") else emptyList())
        },
        "Y01", hamlets = hamlets, hamlet = "hamlet-0", loading = false,
    )

    private val incident = Incident(
        "incident-1", "TEMP-1", "Y06", "雪阻断路", "雪把进村的路封了，车上不来", "东沟村口", "受理", false, true,
        listOf("10月8日 乡镇接了"), at, RecordState.Sent,
    )

    private val conflict = Conflict(
        "house-1", "白示意", null, "", "address", "地址",
        listOf(
            HeldValue(Answer.Words("东头第一家"), "东头第一家", "张示意", at, false),
            HeldValue(Answer.Words("东头第三家"), "东头第三家", "", at.plusSeconds(20_000), true),
        ),
        askedAt = at.plusSeconds(30_000), askedWords = "井边那家是第几家",
    )

    private val coded = Conflict(
        "task-1", "", null, "", "3", "火炉和烟道·炉子和烟道通不通",
        listOf(HeldValue(Answer.Choice(2), "有点堵", "张示意", at, false), HeldValue(Answer.Choice(1), "通", "", at, true)),
    )

    private val returned = Returned(
        1, "house-1", "白示意", ReturnedKind.Edits, "",
        listOf(
            ReturnedSaid(ReturnedValue(null, "address", Answer.Words("东头第三家")), "", "地址", "东头第三家"),
            ReturnedSaid(ReturnedValue("person-1", "phone", Answer.Words("13900001234")), "白示意", "电话", "139****1234"),
            ReturnedSaid(ReturnedValue("person-1", "relation", Answer.Choice(20)), "白示意", "与户主关系", "儿子"),
            ReturnedSaid(ReturnedValue("person-1", "birth", Answer.Day(LocalDate.of(1955, 3, 2))), "白示意", "出生日期", "1955-03-02"),
        ),
        "moved", at,
    )

    val exchange = ExchangeState(
        sync = SyncState(2, 1, 1, 1, at, false, null),
        queue = listOf(
            QueueLine("雪把进村的路封了", "b", RecordState.Saved, "offline", 1_200, at, 0, 0),
            QueueLine("看火炉", "c", RecordState.Sent, "no_receipt", 700, at, 0, 0),
            QueueLine("雪把进村的路封了", "d", RecordState.Sent, "part", 2_400_000, null, 3, 5),
        ),
        returned = listOf(returned),
        network = NetworkKind.Mobile,
    )

    private val map = GridMap(
        listOf(
            MapPoint("h1", MapMark.Hamlet, "东沟", 1_114_500_000, 410_200_000, 41),
            MapPoint("h2", MapMark.Hamlet, "西九龙坡", 1_114_100_000, 410_500_000, 18),
            MapPoint("h3", MapMark.Hamlet, "窑子湾", 1_114_900_000, 410_000_000, 9),
            MapPoint("house-1", MapMark.Household, "白示意", 1_114_505_000, 410_203_000, 0),
            MapPoint("p1", MapMark.Water, "东沟山洪沟", 1_114_600_000, 410_250_000, 0),
            MapPoint("p2", MapMark.Fire, "防火卡口", 1_114_300_000, 410_450_000, 0),
            MapPoint("p3", MapMark.Road, "过水路", 1_114_700_000, 410_080_000, 0),
        ),
        emptyList(),
    )

    private val officers = listOf(Officer("o1", "王示意", "示意-150199-001"), Officer("o2", "赵示意", "示意-150199-002"))

    private val kinds = listOf(
        EvidenceKind(1, "书证", listOf(EvidenceField(1, "原件在哪里"), EvidenceField(2, "与原件核对无误")), true, false),
        EvidenceKind(2, "物证", emptyList(), true, false),
        EvidenceKind(8, "勘验笔录、现场笔录", emptyList(), true, true),
    )

    private val evidenceSet = EvidenceSet(
        "set-1", "在禁牧区放羊", "东沟北坡", at, "未成立：只有一名执法人员确认，还不能作为证据使用", stands = false, closed = false, items = 1,
        notDoubled = 1, record = RecordState.Saved,
    )

    val evidence = EvidenceSetDetail(
        evidenceSet, officers.take(1), own = true,
        items = listOf(
            EvidenceItem(
                "item-1", 1, 1, "书证", "放牧证", "有没有准许", "现场采集", at, 6, "东沟北坡", "", 2_400_000, "双份", here = true,
                mayRelease = true, keeper = "王示意", keptByMe = true, custody = listOf(HandOver("王示意", "赵示意", at, "交保管室")),
                doubts = listOf("时间只有手机时钟可查", "缺：与原件核对无误"),
            ),
        ),
        records = listOf(EvidenceRecord("record-1", RecordKind.OnSite, "现场检查笔录", 2, "白示意", at, "已签名")),
    )

    private val clue = Clue("clue-1", "羊群进了禁牧的坡", "东沟北坡", at, "", "待看", "", 1, setOf("take", "follow", "drop"), RecordState.Saved)

    /** Every screen by name, as it stands in the folder of pictures. */
    val screens: Map<String, @Composable () -> Unit> = mapOf(
        "enrol" to { EnrolScreen(EnrolState(EnrolStep.Agree, hub = "https://grid.example"), false, null) {} },
        "unlock" to { UnlockScreen(false, null, { Attempt.Wrong(4) }, {}) },
        "today" to { TodayScreen(day, today, null, {}, {}, {}) },
        "visit" to { VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(task)), visit, null, {}, {}, {}) },
        "find" to {
            FindScreen(FindState("bsy", listOf(Hit("house-1", "person-1", "白示意", "", "东沟", 1), Hit("house-2", "p", "欧阳**", "老羊倌", "可镇", 2)), searched = true), null, {}, {})
        },
        "household" to { HouseholdScreen(HouseholdState(household, today.lines[0], lastYear), null, {}, {}, {}) },
        "split" to { SplitScreen(SplitState(household, hamlets, setOf("person-1", "person-3"), "person-3", "hamlet-0", "东头第五家"), null, {}, {}, {}) },
        "merge" to { MergeScreen(MergeState(household, "bsy", merged), null, {}, {}, {}, {}) },
        "new-household" to { NewHouseholdScreen(NewHouseholdState(false, hamlets, "hamlet-0", "东头第四家", "白示意"), null, {}, {}, {}) },
        "report" to { ReportScreen(report, null, {}, {}) },
        "incidents" to { IncidentsScreen(IncidentsState(false, listOf(incident, incident.copy(id = "2", state = "结案", over = true, provisional = false, record = RecordState.Received))), null, {}, {}, {}) },
        "incident" to { IncidentScreen(IncidentsState(false, shown = incident, undo = true, offers = setOf("note", "self_solve", "rate")), null, {}, {}, {}, {}, {}) },
        "clue" to { NewClueScreen(NewClueState(false, CLUE, "羊群进了禁牧的坡", "北坡", hamlets, "hamlet-0"), null, {}, {}, {}, {}) },
        "clues" to { CluesScreen(CluesState(false, CLUE, listOf(clue, clue.copy(id = "c", state = "不再跟进", reason = "去看过，是自家草场", offers = emptySet()))), null, {}, { _, _ -> }, {}, {}) },
        "evidence" to { SetsScreen(SetsState(false, null, listOf(evidenceSet)), null, {}, {}, {}, {}, {}, {}, {}, {}) },
        "evidence-set" to { SetScreen(SetState(evidence, officers), null, {}, {}, {}) },
        "capture" to { CaptureScreen(CaptureState(false, kinds, null, listOf("与原件核对无误"), 1, "放牧证", path = "x", from = From.Import), null, {}, {}, {}, {}) },
        "record" to { RecordScreen(RecordFormState(RecordKind.OnSite, at, "白示意", body = listOf(Answered("看羊圈", "羊 40 只")), loading = false), null, {}, {}, {}, {}) },
        "conflicts" to { ConflictsScreen(ConflictsState(false, listOf(conflict, coded)), null, { _, _ -> }, {}, {}) },
        "exchange" to { ExchangeScreen(exchange, null, {}, {}, {}, {}, {}, {}) },
        "returned" to { ReturnedScreen(ReturnedState(returned), null, {}, {}) },
        "map" to { MapScreen(MapState(false, map), null, {}, {}, {}) },
        "mine" to { MineScreen(MineState(12, Bearer(listOf(HeldPost("第1网格", "专职网格员")), 214), listOf(Cell("cell", "第1网格", "东沟村", listOf("东沟"), 68)), loading = false), Choices(), 9, null, {}, {}, {}, {}, {}, {}) },
        "about" to { AboutScreen("0.1.0", true, MineState(about = about, loading = false)) {} },
        "own-data" to { OwnDataScreen(MineState(unsent = 2, looks = looks, loading = false)) {} },
    )

    /** States besides the usual one, measured but not pictured. */
    val others: Map<String, @Composable () -> Unit> = mapOf(
        "household-unplaced" to { HouseholdScreen(HouseholdState(household.copy(placedWithin = null), today.lines[0]), "no_house_fix", {}, {}, {}) },
        "household-unplacing" to { HouseholdScreen(HouseholdState(household, doing = Doing.Unplacing), null, {}, {}, {}) },
        "map-near" to { MapScreen(MapState(false, map, zoom = 4, middle = Spot(1_114_505_000, 410_203_000)), null, {}, {}, {}) },
        "merge-ask" to { MergeScreen(MergeState(household, "bsy", merged, merged.first()), "disk_full", {}, {}, {}, {}) },
        "enrol-typed" to { EnrolScreen(EnrolState(typing = true, code = "0ahk7zm3q9tw"), false, "code_alone") {} },
        "today-empty" to { TodayScreen(day, TodayState(loading = false), null, {}, {}, {}) },
        "today-loading" to { TodayScreen(day, TodayState(), null, {}, {}, {}) },
        "visit-review" to { VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(task)), visit.copy(reviewing = true, findings = findings, blank = 2), null, {}, {}, {}) },
        "visit-full" to { VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(task)), visit.copy(all = true), "disk_full", {}, {}, {}) },
        "incident-verify" to {
            IncidentScreen(IncidentsState(false, shown = incident, toVerify = listOf(ToVerify(incident, at, "李示意", "推开了，能走车", null))), null, {}, {}, {}, {}, {})
        },
        "evidence-invite" to { SetScreen(SetState(evidence, officers, invitation = "GWE1|示意", card = ScannedCard("x", null), handing = "item-1"), null, {}, {}, {}) },
        "evidence-barred" to { SetsScreen(SetsState(false, "执法证在当时已过期、暂扣或注销，不能取证"), null, {}, {}, {}, {}, {}, {}, {}, {}) },
        "evidence-scanned" to {
            val opening = EvidenceCode.Opening("set-1", "在禁牧区放羊", "东沟北坡", "赵示意", at)
            SetsScreen(SetsState(false, null, emptyList(), opening, "GWE1"), null, {}, {}, {}, {}, {}, {}, {}, {})
        },
        "inquiry" to { RecordScreen(RecordFormState(RecordKind.Inquiry, at, pages = 2, signatures = listOf("x"), loading = false), "bad_value", {}, {}, {}, {}) },
        "record-newer" to {
            val newer = EvidenceRecord(
                "record-1", RecordKind.OnSite, "现场检查笔录", 2, "白示意", at, "已签名", listOf(Answered("看羊圈", "羊 41 只")), "以上属实", "赵示意",
            )
            RecordScreen(RecordFormState(RecordKind.OnSite, at, "record-1", newer = newer, loading = false), null, {}, {}, {}, {})
        },
        "exchange-asking" to { ExchangeScreen(exchange.copy(asking = 12_400_000), null, {}, {}, {}, {}, {}, {}) },
        "exchange-copied" to { ExchangeScreen(exchange.copy(stick = Stick.Copied(photosStay = true)), null, {}, {}, {}, {}, {}, {}) },
        "exchange-empty" to { ExchangeScreen(ExchangeState(SyncState(0, 0, 0, 0, at, false, null)), null, {}, {}, {}, {}, {}, {}) },
        "blocked" to { BlockedScreen("newer") },
        "blocked-key" to { BlockedScreen("wrong_key") },
    )
}
