package cn.gridwork.core

import org.junit.Assert.assertEquals
import org.junit.Test

/** Enumerations have the same entries above the generated code and in it, in the same order. */
class ConvertTest {
    private fun plain(entries: Array<out Enum<*>>) = entries.map { it.name.replace("_", "").lowercase() }

    private inline fun <reified Own : Enum<Own>, reified Ffi : Enum<Ffi>> same() =
        assertEquals(plain(enumValues<Ffi>()), plain(enumValues<Own>()))

    @Test fun everyEnumerationHasTheSameEntries() {
        same<RecordState, cn.gridwork.ffi.RecordState>()
        same<CoreStatus, cn.gridwork.ffi.CoreStatus>()
        same<MoveReason, cn.gridwork.ffi.MoveReason>()
        same<RevealReason, cn.gridwork.ffi.RevealReason>()
        same<ClosedChannel, cn.gridwork.ffi.ClosedChannel>()
        same<Evidence, cn.gridwork.ffi.Evidence>()
        same<Referent, cn.gridwork.ffi.Referent>()
        same<Rating, cn.gridwork.ffi.Rating>()
        same<EventKind, cn.gridwork.ffi.EventKind>()
        same<MapMark, cn.gridwork.ffi.MapMark>()
        same<ReturnedKind, cn.gridwork.ffi.DraftKind>()
        same<HandTarget, cn.gridwork.ffi.HandTarget>()
        same<Network, cn.gridwork.ffi.Network>()
        same<PositionSource, cn.gridwork.ffi.PositionSource>()
        same<RecordKind, cn.gridwork.ffi.EvidenceRecordKind>()
        same<ToldRecorded, cn.gridwork.ffi.ToldRecorded>()
    }
}
