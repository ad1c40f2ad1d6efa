package dev.interlock.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form of a page that changes something, with one of its buttons that can be pressed.
 *
 * @param action where it is sent
 * @param act what the button says that is to be done; the path alone, where the form knows but one thing
 * @param fields what is sent: each field filled in, each box ticked
 */
record Form(String action, String act, Map<String, String> fields) {

    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern BUTTON = Pattern.compile("<button\\b([^>]*)>");
    private static final Pattern FIELD = Pattern.compile("<(?:input|textarea|select)\\b([^>]*)>");

    Form {
        fields = Map.copyOf(fields);
    }

    /** Finds those of a page; one for each button. */
    static List<Form> in(String page) {
        var all = new ArrayList<Form>();
        Matcher form = FORM.matcher(page);
        while (form.find()) {
            if (attribute(form.group(1), "method").equals("post")) {
                buttons(attribute(form.group(1), "action"), form.group(2), all);
            }
        }
        return all;
    }

    private static void buttons(String action, String content, List<Form> all) {
        var fields = new LinkedHashMap<String, String>();
        Matcher field = FIELD.matcher(content);
        while (field.find()) {
            String value = attribute(field.group(1), "value");
            fields.put(attribute(field.group(1), "name"), value.isEmpty() ? "4h" : value);
        }
        fields.remove("form-token");
        Matcher button = BUTTON.matcher(content);
        while (button.find()) {
            if (!button.group(1).contains(" disabled")) {
                var sent = new LinkedHashMap<>(fields);
                String value = attribute(button.group(1), "value");
                if (!value.isEmpty()) {
                    sent.put(attribute(button.group(1), "name"), value);
                }
                String act = value.isEmpty() ? fields.getOrDefault("step", action) : value;
                all.add(new Form(action, act, sent));
            }
        }
    }

    private static String attribute(String tag, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
        return matcher.find() ? matcher.group(1).replace("&amp;", "&") : "";
    }
}
