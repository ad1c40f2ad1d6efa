package dev.interlock.server.upstream;

/** Somebody hears of changes of a server until this is closed. */
public interface Subscription extends AutoCloseable {

    /** What of the wanted changes the server tells of. */
    SubscriptionFilter honoured();

    @Override
    void close();
}
