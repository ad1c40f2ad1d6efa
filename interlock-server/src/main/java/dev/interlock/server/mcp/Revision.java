package dev.interlock.server.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The revisions of MCP that are spoken here, newest first. */
public enum Revision {
    V2026_07_28("2026-07-28", Era.MODERN),
    V2025_11_25("2025-11-25", Era.LEGACY),
    V2025_06_18("2025-06-18", Era.LEGACY),
    V2025_03_26("2025-03-26", Era.LEGACY),
    /** The oldest revision, only towards servers; its HTTP transport is not spoken. */
    V2024_11_05("2024-11-05", Era.LEGACY);

    private final String label;
    private final Era era;

    Revision(String label, Era era) {
        this.label = label;
        this.era = era;
    }

    /** The date by which the protocol calls it. */
    public String label() {
        return label;
    }

    public Era era() {
        return era;
    }

    public static Optional<Revision> of(String label) {
        return Arrays.stream(values())
                .filter(known -> known.label.equals(label))
                .findFirst();
    }

    public static Revision modern() {
        return V2026_07_28;
    }

    public static Revision newestLegacy() {
        return V2025_11_25;
    }

    /** Returns the revisions that the doors accept, newest first. */
    public static List<Revision> served() {
        return List.of(V2026_07_28, V2025_11_25, V2025_06_18, V2025_03_26);
    }
}
