package dev.interlock.server.upstream;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The body of a POST that is handed over once, or not at all.
 *
 * <p>INVARIANT: withdrawn means that not one byte of it leaves; and whatever the HTTP client does, it leaves once at most.
 */
final class PostBody implements HttpRequest.BodyPublisher {

    private enum State {
        KEPT,
        TAKEN,
        WITHDRAWN
    }

    private final HttpRequest.BodyPublisher bytes;
    private final AtomicReference<State> state = new AtomicReference<>(State.KEPT);

    PostBody(byte[] bytes) {
        this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes);
    }

    /** Whether nothing of it has left, which then stays so. */
    boolean withdraw() {
        return state.compareAndSet(State.KEPT, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    @Override
    public long contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        if (state.compareAndSet(State.KEPT, State.TAKEN)) {
            bytes.subscribe(subscriber);
            return;
        }
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IOException("the request was withdrawn, or sent before"));
    }
}
