package dev.interlock.server.domain;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The time since the machine started, the time for which it was suspended included: Linux's {@code CLOCK_BOOTTIME}, which nobody can set.
 * {@code System.nanoTime} stands still while a machine is suspended, so that a laptop that slept would look like one whose clock was set.
 */
final class BootTime {

    private static final System.Logger LOG = System.getLogger(BootTime.class.getName());

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int CLOCK_BOOTTIME = 7;
    private static final long MILLIS = 1_000;
    private static final long NANOS = 1_000_000;

    private final String id;
    private final MethodHandle clockGettime;

    private BootTime(String id, MethodHandle clockGettime) {
        this.id = id;
        this.clockGettime = clockGettime;
    }

    /** The boot time of this machine; empty where it has none. */
    static Optional<BootTime> ofThisMachine() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
            return Optional.empty();
        }
        try {
            String id = Files.readString(ID).strip();
            Linker linker = Linker.nativeLinker();
            SymbolLookup library = linker.defaultLookup();
            MethodHandle handle = linker.downcallHandle(
                    library.find("clock_gettime").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
                    Linker.Option.critical(true));
            var boot = new BootTime(id, handle);
            long unused = boot.millis();
            return Optional.of(boot);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this machine does not report its boot time, so jumps of its clock can be noticed only from the"
                            + " record: "
                            + e);
            return Optional.empty();
        }
    }

    /** The id of this run of the machine. */
    String id() {
        return id;
    }

    long millis() {
        var seconds = new long[2];
        try {
            int failed = (int) clockGettime.invokeExact(CLOCK_BOOTTIME, MemorySegment.ofArray(seconds));
            if (failed != 0) {
                throw new IllegalStateException("the boot time cannot be read");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the boot time cannot be read", e);
        }
        return seconds[0] * MILLIS + seconds[1] / NANOS;
    }
}
