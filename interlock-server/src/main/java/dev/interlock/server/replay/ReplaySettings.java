package dev.interlock.server.replay;

import java.util.Optional;

/**
 * The settings by which a trace is read and judged.
 *
 * @param assume what becomes of calls that would have been held or denied
 * @param intent of tasks for which the trace states none; empty: one that allows everything
 * @param idleMillis after which pause a task without stated intent is over, in milliseconds
 * @param server of tools that are named without one; empty: the one that has such a tool
 * @param unknownTools what to do with tools that the catalogue does not have
 * @param ahead how many events are looked at to put them in order; -1: as the form of the trace needs it
 * @param limit how many conflicts and differences are told
 * @param logs how event logs are read
 */
public record ReplaySettings(
        Assume assume,
        Optional<String> intent,
        long idleMillis,
        String server,
        UnknownTools unknownTools,
        int ahead,
        int limit,
        LogSettings logs) {

    private static final long WEEK_MILLIS = 7L * 24 * 3_600_000;

    /** The treatment of a call of a tool that the catalogue does not have. */
    public enum UnknownTools {
        /** Calls are left out of event logs, where most activities are no tools, and decided otherwise. */
        AUTO,
        /** Calls are decided: denied, as the gateway would. */
        DECIDE,
        /** Calls are left out. */
        SKIP
    }

    /** The settings for traces, and for logs without any of their own. */
    public ReplaySettings(
            Assume assume,
            Optional<String> intent,
            long idleMillis,
            String server,
            UnknownTools unknownTools,
            int ahead,
            int limit) {
        this(assume, intent, idleMillis, server, unknownTools, ahead, limit, LogSettings.USUAL);
    }

    /** Returns the settings of the command line without options. */
    public static ReplaySettings usual() {
        return new ReplaySettings(Assume.HAPPENED, Optional.empty(), WEEK_MILLIS, "", UnknownTools.AUTO, -1, 10);
    }

    public ReplaySettings with(Assume other) {
        return new ReplaySettings(other, intent, idleMillis, server, unknownTools, ahead, limit, logs);
    }

    /** These settings with another number of calls that are told. */
    public ReplaySettings with(int most) {
        return new ReplaySettings(assume, intent, idleMillis, server, unknownTools, ahead, most, logs);
    }

    /** These settings with others for logs. */
    public ReplaySettings with(LogSettings other) {
        return new ReplaySettings(assume, intent, idleMillis, server, unknownTools, ahead, limit, other);
    }
}
