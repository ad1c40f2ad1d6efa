package dev.interlock.cli.doctor;

/**
 * One finding. It holds no secret, only names of what has one.
 *
 * @param place what it is about: a file, an address, a server
 * @param text what was found
 * @param remedy what to do about it; empty where all is well
 */
public record Finding(Area area, State state, String place, String text, String remedy) {

    /** The weight of a finding. */
    public enum State {
        OK("ok"),
        WARNING("warning"),
        PROBLEM("problem");

        private final String key;

        State(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    public static Finding ok(Area area, Object place, String text) {
        return new Finding(area, State.OK, place.toString(), text, "");
    }

    public static Finding warning(Area area, Object place, String text, String remedy) {
        return new Finding(area, State.WARNING, place.toString(), text, remedy);
    }

    public static Finding problem(Area area, Object place, String text, String remedy) {
        return new Finding(area, State.PROBLEM, place.toString(), text, remedy);
    }
}
