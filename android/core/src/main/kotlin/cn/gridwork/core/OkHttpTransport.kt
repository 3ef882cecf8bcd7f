package cn.gridwork.core

import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import java.io.IOException
import java.time.Duration
import kotlin.coroutines.resume

/** Posts over HTTP. Patient, as a slow link needs; it follows no redirect and keeps no cookie. */
class OkHttpTransport(private val client: OkHttpClient = patient()) : Transport {
    override suspend fun post(request: Request): Outcome {
        val call = client.newCall(
            okhttp3.Request.Builder().url(request.url).post(request.body.toRequestBody(OCTETS)).build(),
        )
        return suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { call.cancel() }
            call.enqueue(object : Callback {
                override fun onFailure(call: Call, e: IOException) = continuation.resume(Outcome.Unreachable)
                override fun onResponse(call: Call, response: Response) = continuation.resume(read(response))
            })
        }
    }

    private fun read(response: Response): Outcome = try {
        response.use { answer ->
            val source = answer.body.source()
            // One byte more than allowed tells a body that is too large from one that just fits.
            if (source.request(LARGEST + 1)) Outcome.Unreachable else Outcome.Answer(answer.code, source.readByteArray())
        }
    } catch (_: IOException) {
        Outcome.Unreachable
    }

    companion object {
        private val OCTETS = "application/octet-stream".toMediaType()

        /** Largest answer read, bytes; the hub's own limit is half of it. */
        private const val LARGEST = 32L shl 20

        /** Time-outs for 2G: half a second of latency and a few kilobytes a second. */
        fun patient(): OkHttpClient = OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(30))
            .writeTimeout(Duration.ofSeconds(60))
            .readTimeout(Duration.ofSeconds(60))
            .followRedirects(false)
            .retryOnConnectionFailure(true)
            .build()
    }
}
