import GridworkFFI

// The records of the Rust core under their own names. They are plain `Sendable` values; the object behind them
// stays in this module, so that nothing above can call it on the wrong thread.

public typealias AnswerKind = GridworkFFI.AnswerKind
public typealias AnswerValue = GridworkFFI.AnswerValue
public typealias AnswerView = GridworkFFI.AnswerView
public typealias CategoryView = GridworkFFI.CategoryView
public typealias ClosedChannel = GridworkFFI.ClosedChannel
public typealias Completed = GridworkFFI.Completed
public typealias ConflictView = GridworkFFI.ConflictView
public typealias CoreStatus = GridworkFFI.CoreStatus
public typealias DraftKind = GridworkFFI.DraftKind
public typealias DraftValue = GridworkFFI.DraftValue
public typealias DraftView = GridworkFFI.DraftView
public typealias Event = GridworkFFI.Event
public typealias EventKind = GridworkFFI.EventKind
public typealias Evidence = GridworkFFI.Evidence
public typealias TaskForm = GridworkFFI.Form
public typealias FormItem = GridworkFFI.FormItem
public typealias FormOption = GridworkFFI.FormOption
public typealias FormPart = GridworkFFI.FormPart
public typealias HamletView = GridworkFFI.HamletView
public typealias HeldView = GridworkFFI.HeldView
public typealias Hit = GridworkFFI.Hit
public typealias HouseholdView = GridworkFFI.HouseholdView
public typealias HttpOutcome = GridworkFFI.HttpOutcome
public typealias HttpRequest = GridworkFFI.HttpRequest
public typealias IncidentStep = GridworkFFI.IncidentStep
public typealias IncidentView = GridworkFFI.IncidentView
public typealias MemberView = GridworkFFI.MemberView
public typealias NewHousehold = GridworkFFI.NewHousehold
public typealias NewIncident = GridworkFFI.NewIncident
public typealias NewPerson = GridworkFFI.NewPerson
public typealias OpenReport = GridworkFFI.OpenReport
public typealias ProblemMark = GridworkFFI.ProblemMark
public typealias QueueLine = GridworkFFI.QueueLine
public typealias Rating = GridworkFFI.Rating
public typealias RecordState = GridworkFFI.RecordState
public typealias Referent = GridworkFFI.Referent
public typealias RevealReason = GridworkFFI.RevealReason
public typealias StorageReport = GridworkFFI.StorageReport
public typealias SyncBudget = GridworkFFI.SyncBudget
public typealias SyncState = GridworkFFI.SyncState
public typealias TaskRef = GridworkFFI.TaskRef
public typealias TaskView = GridworkFFI.TaskView
public typealias Today = GridworkFFI.Today
public typealias TodayLine = GridworkFFI.TodayLine
public typealias TodayTask = GridworkFFI.TodayTask
public typealias CellView = GridworkFFI.CellView
public typealias CountView = GridworkFFI.CountView
public typealias HandStart = GridworkFFI.HandStart
public typealias HandoverView = GridworkFFI.HandoverView
public typealias PostView = GridworkFFI.PostView
public typealias ToVerify = GridworkFFI.ToVerify
