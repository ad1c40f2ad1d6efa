package dev.interlock.server.upstream;

/** A subscription to the changes of a server lasts until it is closed. */
public interface Subscription extends AutoCloseable {

    /** Returns the wanted changes that the server tells of. */
    SubscriptionFilter honoured();

    @Override
    void close();
}
