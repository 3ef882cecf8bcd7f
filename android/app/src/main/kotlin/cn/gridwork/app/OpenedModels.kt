package cn.gridwork.app

import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner

/**
 * The models of what is opened above the tabs: they outlive a turned screen and end when the route is
 * left, so that what is opened again begins anew.
 */
class OpenedModels : ViewModel() {
    private class Owner : ViewModelStoreOwner {
        override val viewModelStore = ViewModelStore()
    }

    private val owners = mutableMapOf<String, Owner>()

    fun of(route: String): ViewModelStoreOwner = owners.getOrPut(route) { Owner() }

    /** Ends the models of every other route. */
    fun keepOnly(routes: List<String>) {
        for (left in owners.keys - routes.toSet()) owners.remove(left)?.viewModelStore?.clear()
    }

    override fun onCleared() = keepOnly(emptyList())
}
