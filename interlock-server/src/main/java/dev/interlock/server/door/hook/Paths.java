package dev.interlock.server.door.hook;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of files on the machine of an agent, as far as their text tells: links on that machine are not known here. */
final class Paths {

    private Paths() {}

    /** The absolute path without {@code .} and {@code ..}, with slashes. */
    static String absolute(String folder, String path) {
        String whole = (isAbsolute(path) ? path : folder + "/" + path).replace('\\', '/');
        Deque<String> steps = new ArrayDeque<>();
        for (String step : whole.split("/", -1)) {
            if (step.equals("..")) {
                steps.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return (isDrive(whole) ? "" : "/") + String.join("/", steps);
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.startsWith("\\") || isDrive(path);
    }

    private static boolean isDrive(String path) {
        return path.length() > 1 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    }
}
