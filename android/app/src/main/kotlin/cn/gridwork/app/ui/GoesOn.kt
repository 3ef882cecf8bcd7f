package cn.gridwork.app.ui

import androidx.compose.runtime.Composable
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import androidx.lifecycle.viewmodel.compose.viewModel
import kotlinx.coroutines.CoroutineScope

private class GoesOn : ViewModel()

/**
 * Where something is done that takes a while: it goes on while its row is scrolled out of sight or the phone is
 * turned, and ends with the models of the screen. What a row itself remembers would end with the row.
 */
@Composable
fun goesOn(): CoroutineScope = viewModel(key = "goes-on") { GoesOn() }.viewModelScope
