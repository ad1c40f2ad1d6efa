package dev.interlock.server.console;

import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/**
 * Pages as replies. Templates are compiled by the build and escape every value by the place where it stands; nothing on a page is allowed
 * to run, to frame or to be framed but what the server itself serves.
 */
public final class Html {

    /** What a page may do (CSP 3): no script and no style inside of pages, nothing from elsewhere, no frame around it. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /**
     * The headers of each page. Another site learns no address of the console; but where no referrer were sent at all, browsers would
     * name no origin of a form either, and each form would be refused.
     */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", POLICY,
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(ContentType.Html);

    private Html() {}

    /** Returns a page made by a template, such as {@code now.jte}. */
    public static Reply page(int status, String template, Map<String, Object> parameters) {
        var out = new Utf8ByteOutput();
        TEMPLATES.render(template, parameters, out);
        return new Reply(status, HEADERS, new Body.Whole(out.toByteArray()));
    }

    /**
     * Returns a file to be kept. A browser that shows it all the same runs nothing in it.
     *
     * @param name the name that it is kept under
     */
    public static Reply file(String type, String name, byte[] bytes) {
        return new Reply(
                200,
                Map.of(
                        "Content-Type",
                        type,
                        "Content-Disposition",
                        "attachment; filename=\"" + name + "\"",
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
                new Body.Whole(bytes));
    }

    /** Returns a reply that leads elsewhere in the console, to be fetched with GET. */
    public static Reply seeOther(String path) {
        return Reply.empty(303).with("Location", path);
    }
}
