package dev.interlock.server.console.page.playground;

/** The shape and the words of what the engine answered to a step. */
final class Marks {

    private Marks() {}

    static String icon(String verdict) {
        return switch (verdict) {
            case "deny", "refused", "withheld" -> "deny";
            case "hold" -> "hold";
            case "done" -> "yes";
            default -> "permit";
        };
    }

    static String word(String verdict) {
        return switch (verdict) {
            case "deny" -> "is stopped";
            case "refused" -> "is refused";
            case "withheld" -> "its answer is withheld";
            case "hold" -> "waits for an approval";
            case "done" -> "done";
            default -> "goes through";
        };
    }
}
