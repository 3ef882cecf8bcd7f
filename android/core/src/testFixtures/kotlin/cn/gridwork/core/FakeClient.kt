package cn.gridwork.core

import java.lang.reflect.Proxy

/**
 * A core that answers nothing, for tests of models that need a fault no real core makes on demand:
 * override what the test asks for.
 */
open class FakeClient : GridClient by unanswered()

private fun unanswered(): GridClient = Proxy.newProxyInstance(
    GridClient::class.java.classLoader, arrayOf(GridClient::class.java),
) { _, method, _ -> throw UnsupportedOperationException("${method.name} has no answer in this test") } as GridClient
