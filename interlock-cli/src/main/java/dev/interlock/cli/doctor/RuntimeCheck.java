package dev.interlock.cli.doctor;

import java.util.List;

/** Looks at the Java that runs this. */
public final class RuntimeCheck {

    private static final long MEBIBYTE = 1 << 20;
    private static final long LEAST = 128 * MEBIBYTE;

    private RuntimeCheck() {}

    public static List<Finding> findings() {
        Runtime.Version version = Runtime.version();
        String place = System.getProperty("java.vm.vendor", "unknown vendor") + " " + version;
        long memory = Runtime.getRuntime().maxMemory();
        if (version.pre().isPresent()) {
            return List.of(Finding.warning(
                    Area.RUNTIME, place, "this Java is an early-access build", "install a released JDK 25"));
        }
        if (memory < LEAST) {
            return List.of(Finding.warning(
                    Area.RUNTIME,
                    place,
                    "its heap can grow to " + memory / MEBIBYTE + " MiB, which is too little for a busy server",
                    "give the machine more memory, or Java a larger -Xmx"));
        }
        return List.of(Finding.ok(Area.RUNTIME, place, "its heap can grow to " + memory / MEBIBYTE + " MiB"));
    }
}
