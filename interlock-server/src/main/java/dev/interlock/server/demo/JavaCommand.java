package dev.interlock.server.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that run one of our classes in a process of its own. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * With this process's Java and class path. Small heap and quick start, since a demo runs several at once. Secrets do
     * not belong in the arguments, which every user of the machine can read: pass them in the environment.
     */
    public static List<String> of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }
}
