from django.urls import include, path, register_converter

from santai.channels.portal.views import (
    applying,
    appointment,
    appointments,
    asking,
    bill,
    correcting,
    directory,
    draws,
    efile,
    entering,
    enterprise,
    family,
    finding,
    following,
    knowledge,
    laws,
    me,
    privacy,
    proofs,
    readings,
    searching,
    signing,
    signing_in,
    standards,
    talking,
    ways,
)

register_converter(laws.LawConverter, "law")
register_converter(laws.WordingConverter, "wording")
register_converter(laws.ArticleConverter, "article")
register_converter(laws.PartConverter, "part")

app_name = "portal"

matter = [
    path("", following.matter, name="matter"),
    path("receipt/", following.receipt, name="receipt"),
    path("readings/", readings.of_matter, name="readings"),
    path("correction/", correcting.ask_for, name="correct"),
    path("bill/", bill.show, name="bill"),
    path("seen/", following.mark_read, name="seen"),
    path("files/", following.add_files, name="add-files"),
    path("files/<int:file_id>/", following.file, name="file"),
    path("documents/<int:document_id>/", following.document, name="document"),
    path("sign/<int:document_id>/", signing.sign, name="sign"),
    path("proofs/", proofs.proofs, name="proofs"),
    path("proofs/<int:seq>/", proofs.square, name="proof-square"),
    path("proofs/<int:seq>.json", proofs.proof, name="proof"),
    path("<str:action>/", following.take, name="take"),
]

one_appointment = [
    path("", appointment.show, name="appointment"),
    path("calendar.ics", appointment.calendar, name="appointment-calendar"),
    path("move/", appointment.move, name="move-appointment"),
    path("cancel/", appointment.cancel, name="cancel-appointment"),
]

ways_in = [
    path("", ways.show, name="ways"),
    path("prove/", ways.prove, name="prove"),
    path("password/", ways.password, name="my-password"),
    path("password/remove/", ways.drop_password, name="remove-password"),
    path("passkeys/add/", ways.add_passkey, name="add-passkey"),
    path("passkeys/<int:passkey>/remove/", ways.remove_passkey, name="remove-passkey"),
]

mine = [
    path("", me.me, name="me"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/password/", entering.by_password, name="sign-in-password"),
    path("sign-in/passkey/", entering.by_passkey, name="sign-in-passkey"),
    path("code/", signing_in.code, name="code"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("devices/", signing_in.devices, name="devices"),
    path("file/", efile.efile, name="efile"),
    path("file/overview.pdf", efile.overview, name="efile-overview"),
    path("readings/", readings.of_me, name="my-readings"),
    path("privacy/", privacy.show, name="privacy"),
    path("privacy/copy/", privacy.copy, name="privacy-copy"),
    path("privacy/consents/<slug:use>/", privacy.consent, name="privacy-consent"),
    path("privacy/<str:number>/erase/", privacy.erase, name="privacy-erase"),
    path("privacy/<str:number>/keep/", privacy.keep, name="privacy-keep"),
    path("drafts/<int:draft_id>/", me.go_on, name="go-on"),
    path("not-mine/<str:number>/", me.not_mine, name="not-mine"),
    path("family/", family.family, name="family"),
    path("family/add/", family.add, name="add-family"),
    path("family/confirm/", family.confirm, name="confirm-family"),
    path("family/<int:representation_id>/", family.matters, name="family-matters"),
    path("family/<int:representation_id>/end/", family.end_one, name="end-family"),
]

bodies = [
    path("", enterprise.enterprise, name="enterprise"),
    path("<int:representation_id>/", enterprise.body, name="body"),
    path("<int:representation_id>/invite/", enterprise.invite_one, name="invite"),
    path("<int:representation_id>/members/<int:member_id>/", enterprise.remove, name="remove"),
]

urlpatterns = [
    path(".well-known/santai-ledger", proofs.log, name="ledger"),
    path("me/", include(mine)),
    path("me/ways/", include(ways_in)),
    path("enterprise/", include(bodies)),
    path("", finding.home, name="home"),
    path("talk/", talking.talk, name="talk"),
    path("talk/on/", talking.go_on, name="talk-on"),
    path("talk/forget/", talking.forget, name="talk-forget"),
    path("services/", finding.services, name="services"),
    path("services/<path:service_id>/apply/", applying.apply, name="apply"),
    path("services/<path:service_id>/begin/", asking.begin, name="begin"),
    path("services/<path:service_id>/save/", asking.save, name="save"),
    path("services/<path:service_id>/check/", asking.read_over, name="read-over"),
    path("services/<path:service_id>/ask/<slug:name>/", asking.ask, name="ask"),
    path("services/<path:service_id>/", finding.guide, name="guide"),
    path("find/", searching.find, name="find"),
    path("find/suggestions/", searching.suggest, name="suggest"),
    path("laws/", laws.listed, name="laws"),
    path("laws/<law:name>/", laws.show, name="law"),
    path("laws/<law:name>/<wording:wording>/", laws.wording, name="law-version"),
    path("laws/<law:name>/<wording:wording>/changes/", laws.changes, name="law-changes"),
    path("laws/<law:name>/<wording:wording>/<part:number>/", laws.part, name="law-part"),
    path("laws/<law:name>/<wording:wording>/<article:place>/", laws.article, name="article"),
    path("return/", asking.come_back, name="come-back"),
    path("places/", directory.institutions, name="places"),
    path("places/<int:organisation_id>/", directory.institution, name="place"),
    path("answers/", knowledge.answers, name="answers"),
    path("answers/<slug:key>/", knowledge.answer, name="answer"),
    path("answers/<slug:key>/found/", knowledge.answer_found, name="answer-found"),
    path("cases/", knowledge.cases, name="cases"),
    path("cases/<slug:key>/", knowledge.case, name="case"),
    path("topics/<slug:key>/", knowledge.guide_to, name="topic"),
    path("standards/", standards.of_place, name="standards"),
    path("people/", directory.people, name="people"),
    path("appointments/", appointments.where, name="appointments"),
    path("appointments/find/", appointment.find, name="find-appointment"),
    path("appointments/at/<int:offer_id>/", appointments.offer, name="offer"),
    path("appointments/<str:number>/", include(one_appointment)),
    path("draws/<slug:public>.json", draws.json, name="draw-json"),
    path("draws/<slug:public>/", draws.show, name="draw"),
    path("track/", following.track, name="track"),
    path("away/", following.away, name="away"),
    path("leave/", following.leave, name="leave"),
    path("matters/<str:number>/", include(matter)),
]
