package dev.interlock.server.credential;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The secret part of one request to an upstream, which its agent never sees.
 *
 * @param lease under which it may be used
 * @param task of the lease, as people see it
 * @param headers of HTTP; secret
 * @param environment of a process; secret
 * @param live whether the lease counts at this moment: it may end between the decision on a call and its sending
 */
public record Injection(
        long lease, String task, Map<String, String> headers, Map<String, String> environment, BooleanSupplier live) {

    public Injection {
        headers = Map.copyOf(headers);
        environment = Map.copyOf(environment);
    }

    /** Returns whether the lease has ended: then nothing is sent or started with the credential any more. */
    public boolean ended() {
        return !live.getAsBoolean();
    }

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return "Injection[" + lease + ", " + task + "]";
    }
}
