package cn.gridwork.core

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import java.lang.reflect.Proxy

/**
 * A core that answers nothing, for tests of models that need a fault no real core makes on demand:
 * override what the test asks for.
 */
open class FakeClient : GridClient by unanswered() {
    /** Only the first word: to read everything. */
    override val events: Flow<EventBatch> = flowOf(EventBatch(emptyList(), 0uL, gap = true))
}

private fun unanswered(): GridClient = Proxy.newProxyInstance(
    GridClient::class.java.classLoader, arrayOf(GridClient::class.java),
) { _, method, _ -> throw UnsupportedOperationException("${method.name} has no answer in this test") } as GridClient
