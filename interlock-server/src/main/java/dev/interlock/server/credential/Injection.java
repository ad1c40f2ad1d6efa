package dev.interlock.server.credential;

import java.util.Map;

/**
 * What one request to an upstream is sent with, out of sight of the agent that it is made for.
 *
 * @param lease under which it may be used
 * @param task of the lease, as people see it
 * @param headers of HTTP; secret
 * @param environment of a process; secret
 */
public record Injection(long lease, String task, Map<String, String> headers, Map<String, String> environment) {

    public Injection {
        headers = Map.copyOf(headers);
        environment = Map.copyOf(environment);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Injection[" + lease + ", " + task + "]";
    }
}
