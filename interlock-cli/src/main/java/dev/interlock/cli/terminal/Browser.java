package dev.interlock.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Opens pages for whoever sits at this machine. */
public final class Browser {

    private Browser() {}

    /**
     * Tries to open a page with the program in the variable BROWSER, else with the system's; whether something was started.
     *
     * @param page of http or https, without secrets: other users may see arguments of programs
     */
    public static boolean open(URI page, Map<String, String> environment) {
        List<String> command = new ArrayList<>(program(environment));
        command.add(page.toString());
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                    .start();
            return true;
        } catch (IOException e) {
            return false; // the person is shown the address anyway
        }
    }

    private static List<String> program(Map<String, String> environment) {
        String named = environment.getOrDefault("BROWSER", "");
        if (!named.isBlank()) {
            return List.of(named);
        }
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return List.of("open");
        }
        return system.contains("windows") ? List.of("rundll32", "url.dll,FileProtocolHandler") : List.of("xdg-open");
    }

    private static File nothing() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }
}
