package cn.gridwork.app

import android.os.Bundle
import androidx.lifecycle.SavedStateHandle
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner

/** Where what was entered on one screen is kept while the process is gone. */
class Kept(private val handle: SavedStateHandle, private val key: String) {
    fun read(): Bundle? = handle[key]

    fun write(entered: Bundle) {
        handle[key] = entered
    }
}

/**
 * The models of all screens: they outlive a turned screen, and what was entered on them the process too.
 * Those of what is opened above the tabs end when it is left, so that what is opened again begins anew.
 */
class OpenedModels(private val handle: SavedStateHandle) : ViewModel() {
    private class Owner : ViewModelStoreOwner {
        override val viewModelStore = ViewModelStore()
    }

    private val owners = mutableMapOf<String, Owner>()

    /** Owns the models of the tabs and of the enrolment. */
    val standing: ViewModelStoreOwner = Owner()

    /** Owns the models of a route. */
    fun of(route: String): ViewModelStoreOwner = owners.getOrPut(route) { Owner() }

    /** What was entered on a tab. */
    fun kept(tab: Tab): Kept = Kept(handle, tab.name)

    /** What was entered on a route. */
    fun kept(route: String): Kept = Kept(handle, OPENED + route)

    /** Ends the models of every other route, and what was entered there. */
    fun keepOnly(routes: List<String>) {
        for (left in owners.keys - routes.toSet()) owners.remove(left)?.viewModelStore?.clear()
        for (key in handle.keys()) {
            if (key.startsWith(OPENED) && key.removePrefix(OPENED) !in routes) handle.remove<Bundle>(key)
        }
    }

    /** Ends everything, for a phone that is emptied. */
    fun forget() {
        onCleared()
        handle.keys().forEach { handle.remove<Bundle>(it) }
    }

    /** The models end with their screen; what was entered may be asked for again. */
    override fun onCleared() {
        owners.values.forEach { it.viewModelStore.clear() }
        owners.clear()
        standing.viewModelStore.clear()
    }

    private companion object {
        const val OPENED = "opened "
    }
}
