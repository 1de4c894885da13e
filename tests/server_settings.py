"""The settings files of the test servers, with `{words}` for what differs."""

from __future__ import annotations

DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
recipient_delimiter = +
lmtp_hdr_delivery_address = original
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%Lu allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
protocol imap {{
  mail_max_userip_connections = 200
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = {server}
mydomain = kmn.test
myorigin = kmn.test
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = kmn.test, traeger.test
virtual_mailbox_maps = static:all
lmtp_destination_recipient_limit = 1
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:5.1.2 no outside world in tests
transport_maps = regexp:{folder}/etc/routes
smtpd_sender_restrictions = check_sender_access regexp:{folder}/etc/stamp
header_checks = regexp:{folder}/etc/headers
mime_header_checks =
nested_header_checks =
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
smtputf8_enable = yes
notify_classes =
biff = no
message_size_limit = 26214400
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
delay_warning_time = 1s
"""

POSTFIX_MASTER = """
127.0.0.1:{smtp} inet n - n - 100 smtpd
127.0.0.1:{smtps} inet n - n - 20 smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{refusing} inet n - n - - smtpd -o myhostname=mx.fern.test
  -o smtpd_recipient_restrictions=check_recipient_access,regexp:{folder}/etc/refusals
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp flags=DO
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# A second server behind the queue refuses these two, so that a real report comes back after the 250.
POSTFIX_ROUTES = """
/^(unbekannt|voll)[^@]*@/ smtp:[127.0.0.1]:{refusing}
"""

POSTFIX_REFUSALS = """
/^unbekannt/ 550 5.1.1 no such mailbox
/^voll/ 452 4.2.2 mailbox full
"""

# Only the seal, drawn anew for each server, becomes our header; what a sender writes under our id is dropped.
POSTFIX_STAMP = """
/@(([^@]+\\.)?unbelegt\\.(test|example))$/ PREPEND {seal}: {server}; spf=fail smtp.mailfrom=$1; dmarc=fail header.from=$1
/@([^@]+)$/ PREPEND {seal}: {server}; spf=pass smtp.mailfrom=$1; dmarc=pass header.from=$1
/./ PREPEND {seal}: {server}; spf=none; dmarc=none
"""

POSTFIX_HEADERS = """
/^{seal}: (.*)$/ REPLACE Authentication-Results: $1
/^Authentication-Results:[[:space:]]*mail\\.kmn\\.test([^[:alnum:].-]|$)/ IGNORE
"""
