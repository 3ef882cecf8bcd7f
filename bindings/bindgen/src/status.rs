//! The status of a call in Kotlin: one a thread, instead of a new one for each call.
//!
//! UniFFI makes a JNA structure for each of the three calls that a method with one record takes
//! (room for the record, the handle, the method), and JNA copies every field of it there and back by
//! reflection. A status that Rust does not touch unless a call fails need be neither: `docs/adr/0030`
//! has what it costs.

/// What UniFFI 0.32.2 generates.
const MADE: &str = "
    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
    return return_value
}
";

/// What stands there instead. A status is all zero until a call fails; the one that holds an error
/// is given away with it and never used again, so that no call meets what another has left.
const KEPT: &str = "
    val status = uniffiStatus.get()
    val return_value = callback(status)
    if (status.pointer.getByte(0) != UNIFFI_CALL_SUCCESS) {
        uniffiStatus.remove()
        status.read()
        uniffiCheckCallStatus(errorHandler, status)
    }
    return return_value
}

// Kept by gridwork: see bindings/bindgen.
private val uniffiStatus = ThreadLocal.withInitial {
    UniffiRustCallStatus().apply {
        setAutoSynch(false)
        write()
    }
}
";

/// Generated Kotlin whose calls share the status of their thread.
pub(super) fn kept(kotlin: &str) -> Result<String, String> {
    match kotlin.matches(MADE).count() {
        1 => Ok(kotlin.replacen(MADE, KEPT, 1)),
        found => Err(format!(
            "Kotlin makes the status of a call in {found} places, not in one: this UniFFI generates \
             it in another way; look at bindings/bindgen/src/status.rs"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_uniffi_is_refused() {
        assert!(kept("").is_err_and(|error| error.contains("in 0 places")));
        assert!(kept(&[MADE, MADE].concat()).is_err());
        assert_eq!(kept(MADE).as_deref(), Ok(KEPT));
    }
}
