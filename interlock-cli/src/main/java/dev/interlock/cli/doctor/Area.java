package dev.interlock.cli.doctor;

/** The areas of findings, in the order in which they are printed. */
public enum Area {
    RUNTIME("runtime", "Java"),
    CONFIGURATION("configuration", "Configuration and policy"),
    DISK("disk", "Disk"),
    SECRETS("secrets", "Secrets and keys"),
    CLOCK("clock", "Clock"),
    PORTS("ports", "Ports"),
    TLS("tls", "TLS"),
    SERVER("server", "Server"),
    CALLER("caller", "Token"),
    UPSTREAMS("upstreams", "Servers behind the gateway"),
    PAST("past", "Ways past the gateway"),
    CLIENTS("clients", "Clients on this machine"),
    HOOKS("hooks", "Hooks of coding agents");

    private final String key;
    private final String heading;

    Area(String key, String heading) {
        this.key = key;
        this.heading = heading;
    }

    /** The name of the area for programs, which never changes. */
    public String key() {
        return key;
    }

    String heading() {
        return heading;
    }
}
